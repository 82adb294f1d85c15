import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RegistryStack } from "../../stacks/registry-stack.ts";
import { CliProject, NO_AWS } from "../support/cli-project.ts";
import { CLEAN_ENV } from "../support/environment.ts";
import { run } from "../support/processes.ts";
import { ACCOUNT, OTHER_ACCOUNT } from "../support/registries.ts";
import { shellBlocks } from "../support/shell-blocks.ts";

const COMMANDS = readdirSync("docs")
  .flatMap((name) => shellBlocks(`docs/${name}`).flat())
  .filter((command) => command.includes("bin/artos-ecr "));

/** A state with a repository that a module of somebody's made. */
const STATE = {
  format_version: "1.0",
  values: {
    root_module: {
      resources: [
        {
          address: "module.old.aws_ecr_repository.this",
          mode: "managed",
          type: "aws_ecr_repository",
          values: {
            name: "production/frontend",
            arn: "arn:aws:ecr:us-east-1:123456789012:repository/production/frontend",
          },
        },
      ],
    },
  },
};

let project: CliProject;
let folder: string;
beforeAll(() => {
  const repositories = ["api", "worker"].map((name) => ({ component: name, name, purpose: name }));
  const stacks = {
    qa: { environment: "qa", repositories },
    staging: { environment: "staging" },
    production: { environment: "production" },
    shared: { environment: "shared", createThirdpartyRepos: true },
  };
  project = new CliProject(stacks);
  project.synth(stacks, (app) => {
    const destinations = [{ region: "us-west-2", accountId: OTHER_ACCOUNT }];
    new RegistryStack(app, "registry", { accountId: ACCOUNT, replication: [{ destinations }] });
  });
  cpSync("third-party-images.json", join(project.folder, "third-party-images.json"));
  symlinkSync(resolve(), join(project.folder, "artos-ecr"));
  // Beside that checkout is the folder where the commands run. It has the files that they name.
  folder = join(project.folder, "work");
  mkdirSync(folder);
  symlinkSync(resolve("bin"), join(folder, "bin"));
  project.write("work/plan.json", readFileSync("__tests__/plans/tfm-unchanged.json", "utf8"));
  project.write("work/old.json", STATE);
  project.write("work/allowed.json", []);
  project.write("aws-config", "[profile recovery]\nregion = us-west-2\n");
  chmodSync(project.write("git", "#!/bin/sh\necho 1a2b3c4\n"), 0o755);
});
afterAll(() => project.remove());

// Without AWS and Terraform: what counts is that the tool takes the arguments.
test.each([...new Set(COMMANDS)])("the tool knows what a page shows: %s", async (command) => {
  const { code, stderr } = await run("sh", ["-c", command], {
    cwd: folder,
    env: {
      ...CLEAN_ENV,
      ...NO_AWS,
      AWS_CONFIG_FILE: join(project.folder, "aws-config"),
      PATH: `${project.folder}:${process.env.PATH}`,
      TERRAFORM_BINARY_NAME: "false",
    },
  });
  expect([0, 1, 3], stderr).toContain(code);
});
