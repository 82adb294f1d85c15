import { afterAll, beforeAll, expect, test } from "vitest";
import { EVERY_PULL, EVERY_PUSH, OTHER } from "../support/access.ts";
import { CliProject, NO_AWS } from "../support/cli-project.ts";

let project: CliProject;
let shared: CliProject;
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
beforeAll(() => {
  shared = new CliProject({
    qa: {
      environment: "qa",
      accountId: "222222222222",
      pull: EVERY_PULL,
      push: EVERY_PUSH,
      repositories: [
        { component: "api", name: "api", purpose: "API" },
        {
          component: "open",
          name: "open",
          purpose: "Open",
          openToEveryAwsAccount: true,
          pull: { principalArns: [`arn:aws:iam::${OTHER}:role/ci`] },
          push: {},
        },
        { component: "own", name: "own", purpose: "Own", pull: {}, push: {} },
        {
          component: "odd",
          name: "odd",
          purpose: "Odd",
          push: {},
          pull: {},
          policyStatements: [
            {
              Effect: "Allow",
              Principal: { AWS: OTHER },
              Action: "ecr:*",
              Condition: { StringEquals: { "aws:PrincipalTag/x": 'a\n"] --> b' } },
            },
          ],
        },
      ],
    },
  });
});
afterAll(() => {
  project.remove();
  shared.remove();
});

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

test("access of every kind is reported as a table and as a diagram", async () => {
  const table = await shared.run(NO_AWS, "access", "--json");
  expect(JSON.parse(table.stdout)).toMatchInlineSnapshot(`
    [
      {
        "owner": "222222222222",
        "pull": [
          "222222222222",
          "111111111111",
          "333333333333",
          "arn:aws:iam::111111111111:role/ci",
          "organization o-a1b2c3d4e5",
          "organization path o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*",
          "Lambda in 111111111111",
          "Lambda in 222222222222",
          "codebuild.amazonaws.com for 111111111111",
          "codebuild.amazonaws.com if aws:SourceArn is like arn:aws:codebuild:us-east-1:222222222222:project/* and aws:SourceAccount is 222222222222",
        ],
        "push": [
          "222222222222",
          "111111111111",
          "arn:aws:iam::111111111111:role/ci",
          "organization o-a1b2c3d4e5",
          "organization path o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*",
          "codebuild.amazonaws.com for 111111111111",
          "codebuild.amazonaws.com if aws:SourceArn is like arn:aws:codebuild:us-east-1:222222222222:project/* and aws:SourceAccount is 222222222222",
        ],
        "repository": "qa/api",
        "stack": "qa",
      },
      {
        "owner": "222222222222",
        "pull": [
          "222222222222",
          "111111111111 if aws:PrincipalTag/x is a "] --> b",
        ],
        "push": [
          "222222222222",
          "111111111111 if aws:PrincipalTag/x is a "] --> b",
        ],
        "repository": "qa/odd",
        "stack": "qa",
      },
      {
        "owner": "222222222222",
        "pull": [
          "222222222222",
          "arn:aws:iam::111111111111:role/ci",
          "every AWS account",
        ],
        "push": [
          "222222222222",
        ],
        "repository": "qa/open",
        "stack": "qa",
      },
      {
        "owner": "222222222222",
        "pull": [
          "222222222222",
        ],
        "push": [
          "222222222222",
        ],
        "repository": "qa/own",
        "stack": "qa",
      },
    ]
  `);
  const { stdout } = await shared.run(NO_AWS, "access", "--format", "mermaid");
  expect(stdout).toMatchInlineSnapshot(`
    "flowchart LR
      subgraph s0["qa"]
        s0r0["qa/api"]
        s0r1["qa/odd"]
        s0r2["qa/open"]
        s0r3["qa/own"]
      end
      a222222222222["222222222222"] -->|push and pull| s0
      a111111111111["111111111111"] -->|push and pull| s0r0
      p0["arn:aws:iam::111111111111:role/ci"] -->|push and pull| s0r0
      p0["arn:aws:iam::111111111111:role/ci"] -->|pull| s0r2
      p1["organization o-a1b2c3d4e5"] -->|push and pull| s0r0
      p2["organization path o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/#42;"] -->|push and pull| s0r0
      p3["codebuild.amazonaws.com for 111111111111"] -->|push and pull| s0r0
      p4["codebuild.amazonaws.com if aws:SourceArn is like arn:aws:codebuild:us-east-1:222222222222:project/#42; and aws:SourceAccount is 222222222222"] -->|push and pull| s0r0
      a333333333333["333333333333"] -->|pull| s0r0
      p5["Lambda in 111111111111"] -->|pull| s0r0
      p6["Lambda in 222222222222"] -->|pull| s0r0
      p7["111111111111 if aws:PrincipalTag/x is a #34;] --#62; b"] -->|push and pull| s0r1
      p8["every AWS account"] -->|pull| s0r2
    "
  `);
});

test("who pushes needs the actions of a push", async () => {
  const { stdout, stderr } = await shared.run(NO_AWS, "consumer-policy", "qa", "--for", "push");
  expect(JSON.parse(stdout).Statement).toMatchInlineSnapshot(`
    [
      {
        "Action": "ecr:GetAuthorizationToken",
        "Effect": "Allow",
        "Resource": "*",
        "Sid": "LogInToEcr",
      },
      {
        "Action": [
          "ecr:CompleteLayerUpload",
          "ecr:UploadLayerPart",
          "ecr:InitiateLayerUpload",
          "ecr:BatchCheckLayerAvailability",
          "ecr:PutImage",
          "ecr:BatchGetImage",
        ],
        "Effect": "Allow",
        "Resource": [
          "arn:aws:ecr:us-east-1:222222222222:repository/qa/api",
          "arn:aws:ecr:us-east-1:222222222222:repository/qa/odd",
          "arn:aws:ecr:us-east-1:222222222222:repository/qa/open",
          "arn:aws:ecr:us-east-1:222222222222:repository/qa/own",
        ],
        "Sid": "PushImages",
      },
    ]
  `);
  expect(stderr).toMatchInlineSnapshot(`
    "No other account may push to qa/open, qa/own: set push too.
    Every account of organization o-a1b2c3d4e5 needs this policy of its own.
    Every account of organization path o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/* needs this policy of its own.
    "
  `);
});

test("who deploys a Lambda function needs no login", async () => {
  const args = ["consumer-policy", "qa", "--for", "lambda", "--format", "hcl"];
  const { stdout, stderr } = await shared.run(NO_AWS, ...args);
  expect(stdout).toMatchInlineSnapshot(`
    "data "aws_iam_policy_document" "ecr_lambda" {
      statement {
        sid = "DeployLambdaFunctions"
        actions = [
          "ecr:BatchGetImage",
          "ecr:GetDownloadUrlForLayer",
        ]
        resources = [
          "arn:aws:ecr:us-east-1:222222222222:repository/qa/api",
          "arn:aws:ecr:us-east-1:222222222222:repository/qa/odd",
          "arn:aws:ecr:us-east-1:222222222222:repository/qa/open",
          "arn:aws:ecr:us-east-1:222222222222:repository/qa/own",
        ]
      }
    }
    "
  `);
  expect(stderr).toMatchInlineSnapshot(`
    "Lambda functions of no account may run images of qa/odd, qa/open, qa/own: set pull.lambdaAccountIds too.
    "
  `);
});

test("every account of an organization needs a policy of its own", async () => {
  const { stdout, stderr } = await shared.run(NO_AWS, "consumer-policy", "qa");
  expect(JSON.parse(stdout).Statement[1].Sid).toBe("PullImages");
  expect(stderr).toMatchInlineSnapshot(`
    "No other account may pull from qa/own: set pull or crossAccountIds too.
    Every account of organization o-a1b2c3d4e5 needs this policy of its own.
    Every account of organization path o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/* needs this policy of its own.
    "
  `);
});

test("a consumer pulls, pushes or deploys, and nothing else", async () => {
  const { code, stderr } = await shared.run(NO_AWS, "consumer-policy", "qa", "--for", "delete");
  expect(code).toBe(2);
  expect(stderr).toContain("Allowed choices are pull, push, lambda");
});
