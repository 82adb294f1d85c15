import { afterAll, beforeAll, expect, test } from "vitest";
import { CliProject, NO_AWS } from "../support/cli-project.ts";

let project: CliProject;
beforeAll(() => {
  project = new CliProject({
    production: {
      environment: "production",
      accountId: "111111111111",
      enableCrossAccountAccess: true,
      crossAccountIds: ["222222222222"],
      repositories: [
        { component: "api", name: "api", purpose: "API" },
        { component: "web", name: "web", purpose: "Web", crossAccountIds: ["333333333333"] },
      ],
    },
    staging: { environment: "staging", region: "cn-north-1", accountId: "012345678901" },
  });
});
afterAll(() => project.remove());

test("access is reported as a table", async () => {
  const { code, stdout } = await project.run(NO_AWS, "access");
  expect(code).toBe(0);
  expect(stdout.trimEnd().split("\n")).toEqual([
    "Stack       Repository                          May push      May pull",
    "production  production/api                      111111111111  111111111111, 222222222222",
    "production  production/web                      111111111111  111111111111, 333333333333",
    "staging     staging/artos-postgres-eks-backend  012345678901  012345678901",
    "staging     staging/artos-postgres-eks-celery   012345678901  012345678901",
    "staging     staging/frontend                    012345678901  012345678901",
  ]);
});

test("access is reported as a Mermaid diagram", async () => {
  const { stdout } = await project.run(NO_AWS, "access", "--format", "mermaid");
  expect(stdout).toMatchInlineSnapshot(`
    "flowchart LR
      subgraph s0["production"]
        s0r0["production/api"]
        s0r1["production/web"]
      end
      a111111111111["111111111111"] -->|push and pull| s0
      a222222222222["222222222222"] -->|pull| s0r0
      a333333333333["333333333333"] -->|pull| s0r1
      subgraph s1["staging"]
        s1r0["staging/artos-postgres-eks-backend"]
        s1r1["staging/artos-postgres-eks-celery"]
        s1r2["staging/frontend"]
      end
      a012345678901["012345678901"] -->|push and pull| s1
    "
  `);
});

test("access is reported as JSON", async () => {
  const { stdout } = await project.run(NO_AWS, "access", "--json");
  expect(JSON.parse(stdout)[1]).toEqual({
    stack: "production",
    repository: "production/web",
    owner: "111111111111",
    push: ["111111111111"],
    pull: ["111111111111", "333333333333"],
  });
});

test("a consumer's policy names the repositories of the stack and no others", async () => {
  const { code, stdout } = await project.run(NO_AWS, "consumer-policy", "production");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "LogInToEcr",
        Effect: "Allow",
        Action: "ecr:GetAuthorizationToken",
        Resource: "*",
      },
      {
        Sid: "PullImages",
        Effect: "Allow",
        Action: [
          "ecr:GetDownloadUrlForLayer",
          "ecr:BatchGetImage",
          "ecr:BatchCheckLayerAvailability",
        ],
        Resource: [
          "arn:aws:ecr:us-east-1:111111111111:repository/production/api",
          "arn:aws:ecr:us-east-1:111111111111:repository/production/web",
        ],
      },
    ],
  });
});

test("a consumer's policy is in the partition of the region, in HCL too", async () => {
  const { stdout } = await project.run(NO_AWS, "consumer-policy", "staging", "--format", "hcl");
  expect(stdout).toMatchInlineSnapshot(`
    "data "aws_iam_policy_document" "ecr_pull" {
      statement {
        sid       = "LogInToEcr"
        actions   = ["ecr:GetAuthorizationToken"]
        resources = ["*"]
      }

      statement {
        sid = "PullImages"
        actions = [
          "ecr:GetDownloadUrlForLayer",
          "ecr:BatchGetImage",
          "ecr:BatchCheckLayerAvailability",
        ]
        resources = [
          "arn:aws-cn:ecr:cn-north-1:012345678901:repository/staging/artos-postgres-eks-backend",
          "arn:aws-cn:ecr:cn-north-1:012345678901:repository/staging/artos-postgres-eks-celery",
          "arn:aws-cn:ecr:cn-north-1:012345678901:repository/staging/frontend",
        ]
      }
    }
    "
  `);
});
