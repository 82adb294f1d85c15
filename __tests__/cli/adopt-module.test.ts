import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CliProject, NO_AWS } from "../support/cli-project.ts";
import { keepLast } from "../support/document.ts";

interface Resource {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly values: object;
}

function repository(
  module: string,
  name: string,
  region = "us-east-1",
  more: object = {},
): Resource {
  return {
    address: `${module}.aws_ecr_repository.this["${name}"]`,
    mode: "managed",
    type: "aws_ecr_repository",
    values: { name, arn: `arn:aws:ecr:${region}:123456789012:repository/${name}` },
    ...more,
  };
}

function policy(module: string, name: string): Resource {
  return {
    address: `${module}.aws_ecr_lifecycle_policy.this["${name}"]`,
    mode: "managed",
    type: "aws_ecr_lifecycle_policy",
    values: { repository: name, policy: JSON.stringify(keepLast(20)) },
  };
}

const FRONTEND = "production/frontend";

const ARGUMENTS = `# With these arguments module.ecr keeps the policies:
#   max_image_count             = 20
#   enable_cross_account_access = false
#   cross_account_ids           = []
`;

let project: CliProject;
beforeAll(() => {
  project = new CliProject({ production: { environment: "production" } });
});
afterAll(() => project.remove());

/** Runs the command on a state of these modules. */
async function adoptModule(
  modules: Readonly<Record<string, readonly Resource[]>>,
  ...args: string[]
) {
  const child_modules = Object.entries(modules).map(([address, resources]) => ({
    address,
    resources,
  }));
  const state = project.write("old.json", { values: { root_module: { child_modules } } });
  return project.run(NO_AWS, "adopt-module", "production", "module.ecr", "--state", state, ...args);
}

const TWO_REGIONS = {
  "module.eu": [repository("module.eu", FRONTEND, "eu-west-1"), policy("module.eu", FRONTEND)],
  "module.us": [repository("module.us", FRONTEND), policy("module.us", FRONTEND)],
};

test("the moves are blocks, or commands", async () => {
  const old = {
    "module.old": [repository("module.old", FRONTEND), policy("module.old", FRONTEND)],
  };
  expect((await adoptModule(old)).stdout).toBe(`${ARGUMENTS}
moved {
  from = module.old.aws_ecr_repository.this["${FRONTEND}"]
  to   = module.ecr.aws_ecr_repository.frontend
}

moved {
  from = module.old.aws_ecr_lifecycle_policy.this["${FRONTEND}"]
  to   = module.ecr.aws_ecr_lifecycle_policy.frontend[0]
}
`);
  expect((await adoptModule(old, "--script")).stdout).toBe(
    [
      `${ARGUMENTS}terraform state mv 'module.old.aws_ecr_repository.this["${FRONTEND}"]' 'module.ecr.aws_ecr_repository.frontend'`,
      `terraform state mv 'module.old.aws_ecr_lifecycle_policy.this["${FRONTEND}"]' 'module.ecr.aws_ecr_lifecycle_policy.frontend[0]'`,
      "",
    ].join("\n"),
  );
});

test("shared repositories move where the call makes them, and only there", async () => {
  const old = {
    "module.old": [
      repository("module.old", FRONTEND),
      repository("module.old", "thirdparty/redis"),
    ],
  };
  const without = await adoptModule(old);
  expect(without.stdout).not.toContain("redis");
  expect(without.stderr).toContain("Not moved: thirdparty/redis");
  const { stdout } = await adoptModule(old, "--thirdparty");
  expect(stdout).toContain("to   = module.ecr.aws_ecr_repository.redis[0]");
});

test("of several regions one is to be named, and has its own policies", async () => {
  const ambiguous = await adoptModule(TWO_REGIONS);
  expect(ambiguous.code).toBe(2);
  expect(ambiguous.stderr).toContain("in eu-west-1 and us-east-1: choose one with --region");
  const { stdout } = await adoptModule(TWO_REGIONS, "--region", "us-east-1");
  expect(stdout.match(/from = module\.us/g)).toHaveLength(2);
  expect(stdout).not.toContain("module.eu");
});

describe("a state is refused", () => {
  test.each<[string, object, string]>([
    ["tainted", { tainted: true }, "is tainted: run `terraform untaint` on it"],
    ["deposed", { deposed_key: "ab12" }, "has a deposed object"],
  ])("with a %s repository", async (_, more, message) => {
    const old = { "module.old": [repository("module.old", FRONTEND, "us-east-1", more)] };
    const { code, stderr } = await adoptModule(old);
    expect(code).toBe(2);
    expect(stderr).toContain(`module.old.aws_ecr_repository.this["${FRONTEND}"] ${message}`);
  });

  test("that is none", async () => {
    const state = project.write("none.json", "{}");
    const args = ["adopt-module", "production", "module.ecr", "--state", state];
    const { code, stderr } = await project.run(NO_AWS, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain("holds no Terraform state");
  });

  test("without any of the repositories, data sources not counted", async () => {
    const data = repository("module.old", FRONTEND, "us-east-1", { mode: "data" });
    const { code, stderr } = await adoptModule({ "module.old": [data] });
    expect(code).toBe(2);
    expect(stderr).toContain("there is nothing to move");
  });
});

test("an address that is no module's is refused", async () => {
  const state = project.write("old.json", { values: { root_module: {} } });
  const args = ["adopt-module", "production", "ecr", "--state", state];
  const { code, stderr } = await project.run(NO_AWS, ...args);
  expect(code).toBe(2);
  expect(stderr).toContain("ecr: the address of a module call is module.NAME");
});
