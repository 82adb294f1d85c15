import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RegistryStack } from "../../stacks/registry-stack.ts";
import { CliProject, NO_AWS } from "../support/cli-project.ts";
import { ACCOUNT, images, OTHER_ACCOUNT } from "../support/registries.ts";

const HERE = { accountId: ACCOUNT };

describe("the overview", () => {
  const project = new CliProject({});
  afterAll(() => project.remove());
  const run = (...args: string[]) => project.run(NO_AWS, "replication", ...args);

  beforeAll(() => {
    const repositories = images("api", "worker");
    const stacks = {
      production: { ...HERE, environment: "production", repositories },
      west: { ...HERE, environment: "production", region: "us-west-2", repositories },
      shared: {
        ...HERE,
        environment: "shared",
        repositories: [{ component: "redis", name: "tools/redis", purpose: "", shared: true }],
        createThirdpartyRepos: true,
      },
      elsewhere: { accountId: OTHER_ACCOUNT, environment: "production", repositories },
    };
    project.synth(stacks, (app) => {
      new RegistryStack(app, "registry", {
        ...HERE,
        replication: [
          { environments: ["production"], destinations: [{ region: "us-west-2" }] },
          {
            prefixes: ["production/api", "tools/", "old/"],
            destinations: [
              { region: "us-west-2" },
              { region: "eu-west-1", accountId: OTHER_ACCOUNT },
            ],
          },
        ],
      });
      new RegistryStack(app, "all", {
        region: "ap-east-1",
        accountId: OTHER_ACCOUNT,
        replication: [{ destinations: [{ region: "eu-west-1" }] }],
      });
      new RegistryStack(app, "europe", {
        region: "eu-west-1",
        accountId: OTHER_ACCOUNT,
        creationTemplates: [
          { prefix: "ROOT", appliedFor: ["REPLICATION"] },
          { prefix: "production", appliedFor: ["PULL_THROUGH_CACHE"] },
        ],
      });
    });
  });

  test("has what is copied where, by which filters, and who has the copy", async () => {
    const { code, stdout, stderr } = await run();
    expect(code, stderr).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "111111111111/us-east-1 (registry) to 111111111111/us-west-2
        Repository         Filters                        Stack of the copy
        production/api     production/*, production/api*  west
        production/worker  production/*                   west
        tools/redis        tools/*                        not in the app: ECR creates it
        none of the app    old/*

      111111111111/us-east-1 (registry) to 222222222222/eu-west-1 (europe)
        Repository       Filters          Stack of the copy
        production/api   production/api*  not in the app
        tools/redis      tools/*          ECR creates it by the template ROOT
        none of the app  old/*

      222222222222/ap-east-1 (all) to 222222222222/eu-west-1 (europe)
        Repository       Filters  Stack of the copy
        none of the app  *
      "
    `);
  });

  test("has the same as JSON", async () => {
    const { stdout } = await run("--json");
    expect(JSON.parse(stdout)).toMatchObject([
      {
        registry: { stack: "registry", account: ACCOUNT, region: "us-east-1" },
        destination: { stack: null, account: ACCOUNT, region: "us-west-2" },
        filters: ["production/*", "production/api*", "tools/*", "old/*"],
        createsRepositories: true,
        repositories: [
          {
            repository: "production/api",
            stack: "production",
            copyStack: "west",
            filters: ["production/*", "production/api*"],
          },
          { repository: "production/worker", copyStack: "west" },
          { repository: "tools/redis", stack: "shared", copyStack: null, template: null },
        ],
      },
      {
        destination: { stack: "europe", account: OTHER_ACCOUNT, region: "eu-west-1" },
        createsRepositories: false,
        repositories: [
          { repository: "production/api", template: null },
          { repository: "tools/redis", template: "ROOT" },
        ],
      },
      { registry: { stack: "all" }, filters: ["*"], repositories: [] },
    ]);
  });

  test("has a picture", async () => {
    const { code, stdout } = await run("--mermaid");
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "flowchart LR
        subgraph a111111111111["111111111111"]
          r0["us-east-1: registry, production, shared"]
          r1["us-west-2: west"]
        end
        subgraph a222222222222["222222222222"]
          r2["eu-west-1: europe"]
          r3["ap-east-1: all"]
        end
        r0 -->|"production/#42;, production/api#42;, tools/#42;, old/#42;"| r1
        r0 -->|"production/api#42;, tools/#42;, old/#42;"| r2
        r3 -->|"#42;"| r2
      "
    `);
  });

  test("is no picture in JSON", async () => {
    const { code, stderr } = await run("--mermaid", "--json");
    expect(code).toBe(2);
    expect(stderr).toContain("cannot be used with option");
  });
});

describe("an app whose stack is bound to no account", () => {
  const project = new CliProject({});
  afterAll(() => project.remove());

  test("has no copy in the stack that is copied", async () => {
    project.synth({ qa: { environment: "qa", repositories: images("api") } }, (app) => {
      const destinations = [{ region: "us-east-1", accountId: OTHER_ACCOUNT }];
      new RegistryStack(app, "registry", { ...HERE, replication: [{ destinations }] });
    });
    const { stdout } = await project.run(NO_AWS, "replication", "--json");
    expect(JSON.parse(stdout)[0].repositories).toMatchObject([{ stack: "qa", copyStack: null }]);
  });

  test("may replicate nothing", async () => {
    project.synth({ qa: { environment: "qa" } });
    const { code, stdout } = await project.run(NO_AWS, "replication");
    expect(code).toBe(0);
    expect(stdout).toBe("No registry stack of the app sets replication.\n");
  });
});

test("the page has the picture of its own example", async () => {
  const page = readFileSync("docs/registry.md", "utf8");
  const picture = /```mermaid\n([\s\S]*?)```/.exec(page)?.[1];
  const repositories = images("api", "worker");
  const production = { environment: "production", repositories, ...HERE };
  const stacks = {
    production,
    "production-west": { ...production, region: "us-west-2" },
    shared: { ...HERE, environment: "shared", createThirdpartyRepos: true },
  };
  const project = new CliProject({});
  project.synth(stacks, (app) => {
    new RegistryStack(app, "registry", {
      ...HERE,
      replication: [
        {
          environments: ["production"],
          prefixes: ["thirdparty/"],
          destinations: [
            { region: "us-west-2" },
            { region: "us-west-2", accountId: OTHER_ACCOUNT },
          ],
        },
      ],
    });
    new RegistryStack(app, "recovery", { region: "us-west-2", accountId: OTHER_ACCOUNT });
  });
  const { stdout } = await project.run(NO_AWS, "replication", "--mermaid");
  project.remove();
  expect(picture).toBe(stdout);
});
