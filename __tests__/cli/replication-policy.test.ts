import { afterAll, beforeAll, expect, test } from "vitest";
import { RegistryStack } from "../../stacks/registry-stack.ts";
import { CliProject, NO_AWS } from "../support/cli-project.ts";
import { ACCOUNT, images, OTHER_ACCOUNT } from "../support/registries.ts";

const EU = { region: "eu-west-1", accountId: OTHER_ACCOUNT };
const US = { region: "us-west-2", accountId: OTHER_ACCOUNT };

let project: CliProject;
beforeAll(() => {
  const qa = { environment: "qa", repositories: images("api") };
  project = new CliProject({ qa });
  project.synth({ qa }, (app) => {
    const registry = (id: string, region: string, replication: object[]) =>
      new RegistryStack(app, id, { region, accountId: ACCOUNT, replication } as never);
    registry("one", "us-east-1", [
      { destinations: [EU, { region: "eu-west-1" }], environments: ["qa"] },
      { destinations: [EU], prefixes: ["thirdparty/", "tools/"], createRepositories: true },
    ]);
    registry("several", "ap-east-1", [{ destinations: [US, EU] }]);
    registry("within", "ca-west-1", [{ destinations: [{ region: "us-east-1" }] }]);
    new RegistryStack(app, "west", {
      ...US,
      creationTemplates: [{ prefix: "qa", appliedFor: ["REPLICATION"] }],
    });
  });
});
afterAll(() => project.remove());

const run = (...args: string[]) => project.run(NO_AWS, "replication-policy", ...args);
const ARN = `arn:aws:ecr:eu-west-1:${OTHER_ACCOUNT}:repository/`;

test("the policy of a destination grants what the rules need, and no more", async () => {
  const { code, stdout, stderr } = await run("one");
  expect(code).toBe(0);
  expect(stderr).toBe(
    "A registry has one policy. If it has one already, add these statements to it.\n",
  );
  expect(JSON.parse(stdout)).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Action: ["ecr:ReplicateImage"],
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Resource: [`${ARN}qa/*`],
        Sid: `AllowReplicationFrom${ACCOUNT}`,
      },
      {
        Action: ["ecr:CreateRepository", "ecr:ReplicateImage"],
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Resource: [`${ARN}thirdparty/*`, `${ARN}tools/*`],
        Sid: `AllowReplicationAndCreationFrom${ACCOUNT}`,
      },
    ],
  });
});

test("the policy is printed in HCL, too", async () => {
  const { stdout } = await run("one", "--format", "hcl");
  expect(stdout).toMatchInlineSnapshot(`
    "data "aws_iam_policy_document" "ecr_replication" {
      statement {
        sid     = "AllowReplicationFrom111111111111"
        actions = ["ecr:ReplicateImage"]
        resources = [
          "arn:aws:ecr:eu-west-1:222222222222:repository/qa/*",
        ]
        principals {
          type        = "AWS"
          identifiers = ["arn:aws:iam::111111111111:root"]
        }
      }

      statement {
        sid     = "AllowReplicationAndCreationFrom111111111111"
        actions = ["ecr:CreateRepository", "ecr:ReplicateImage"]
        resources = [
          "arn:aws:ecr:eu-west-1:222222222222:repository/thirdparty/*",
          "arn:aws:ecr:eu-west-1:222222222222:repository/tools/*",
        ]
        principals {
          type        = "AWS"
          identifiers = ["arn:aws:iam::111111111111:root"]
        }
      }
    }

    resource "aws_ecr_registry_policy" "replication" {
      policy = data.aws_iam_policy_document.ecr_replication.json
    }
    "
  `);
});

test("a destination is named if there are several", async () => {
  const { code, stderr } = await run("several");
  expect(code).toBe(2);
  expect(stderr).toBe(
    `There are several destinations: name one. The other accounts' registries are ${OTHER_ACCOUNT}/us-west-2, ${OTHER_ACCOUNT}/eu-west-1.\n`,
  );
  const { stdout } = await run("several", `${OTHER_ACCOUNT}/eu-west-1`);
  expect(JSON.parse(stdout).Statement).toMatchObject([{ Resource: [`${ARN}*`] }]);
  const unknown = await run("several", `${ACCOUNT}/eu-west-1`);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain(`${ACCOUNT}/eu-west-1: no such destination. The other`);
});

test("the output notes that a stack of the app has the policy already", async () => {
  const { code, stdout, stderr } = await run("several", `${OTHER_ACCOUNT}/us-west-2`);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).Statement).toMatchObject([
    { Sid: `AllowReplicationFrom${ACCOUNT}` },
    { Sid: `AllowReplicationAndCreationFrom${ACCOUNT}` },
  ]);
  expect(stderr).toBe("The stack west is that registry: its policy grants this already.\n");
});

test("within one account there is no policy to print", async () => {
  for (const name of ["within", "west"]) {
    const { code, stdout, stderr } = await run(name);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(`${name} replicates to no other account.`);
  }
});

test("a stack that is no registry stack is wrong use", async () => {
  const { code, stderr } = await run("qa");
  expect(code).toBe(2);
  expect(stderr).toBe(
    "qa: no such registry stack. The registry stacks are one, several, within, west.\n",
  );
});
