import { EcrRegistryPolicy } from "@cdktf/provider-aws/lib/ecr-registry-policy/index.js";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository/index.js";
import { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import { writtenStacks } from "../checks/written-stacks.ts";
import type { RegistrySettings } from "../settings/registry/registry-settings.ts";
import { RegistryStack } from "../stacks/registry-stack.ts";
import { summaryTable } from "../stacks/summary/summary.ts";
import { ACCOUNT, appWith, jsonOf, OTHER_ACCOUNT, registryProblems } from "./support/registries.ts";
import { appOf, problemsOf } from "./support/written-app.ts";

const SCANNING = {
  type: "ENHANCED",
  rules: [
    { frequency: "CONTINUOUS_SCAN", filters: ["production/*", { repository: "thirdparty/redis" }] },
    { frequency: "SCAN_ON_PUSH", filters: ["*"] },
  ],
} as const;

const THERE = { region: "eu-west-1", accountId: OTHER_ACCOUNT };

describe("a registry stack", () => {
  it("is flat Terraform", () => {
    const app = appWith({}, { registry: { scanning: SCANNING } });
    expect(jsonOf(app, "registry")).toMatchSnapshot();
  });

  it("writes nothing that is not set", () => {
    expect(jsonOf(appWith({}, { registry: {} }), "registry").resource).toBeUndefined();
  });

  it("keeps its state as an environment stack does", () => {
    const app = appWith({}, { registry: {} });
    expect(problemsOf(app)).toEqual([]);
    const [{ json } = {}] = writtenStacks(app);
    expect(json?.terraform?.backend?.local?.path).toMatch(/^\.\..*\/terraform\.registry\.tfstate$/);
  });

  it("reports all problems at once, and is then empty", () => {
    const app = appOf({});
    const input = { accountId: "12", region: "mars-1", scanning: 5, cache: {} };
    const stack = new RegistryStack(app, "registry", input as unknown as RegistrySettings);
    expect(stack.node.validate()).toEqual([
      'registry.region is "mars-1": must be a region that version 5 of the AWS provider knows, such as us-east-1 (AWS Regions)',
      'registry.accountId is "12": must be 12 digits (AWS, AWS account identifiers)',
      "registry.scanning is 5: must be an object (Registry, The settings)",
      expect.stringContaining(
        "registry.cache is {}: must be one of the settings region, accountId",
      ),
    ]);
    expect(stack.node.children.map(({ node }) => node.id)).toEqual(["aws"]);
  });

  it("reports nothing about what else is in it if its settings are wrong", () => {
    const app = appWith({}, { registry: { accountId: "12" } });
    const stack = app.node.findChild("registry");
    new EcrRepository(stack, "own", { name: "own" });
    expect(app.node.findAll().flatMap(({ node }) => node.validate())).toEqual([
      expect.stringContaining("registry.accountId is"),
    ]);
  });

  it("has its policy, whatever else is in it", () => {
    const app = appWith({}, { from: { replication: [{ destinations: [THERE] }] }, to: THERE });
    new Construct(app.node.findChild("to"), "policy");
    expect(Object.keys(jsonOf(app, "to").resource)).toEqual(["aws_ecr_registry_policy"]);
  });

  it("has no second policy", () => {
    const app = appWith({}, { from: { replication: [{ destinations: [THERE] }] }, to: THERE });
    new EcrRegistryPolicy(app.node.findChild("to"), "policy", { policy: "{}" });
    expect(problemsOf(app)).toEqual([
      expect.stringContaining("must have another address than to/policy"),
    ]);
  });

  it("is left alone by the others if its settings are wrong", () => {
    const app = appWith(
      {},
      {
        wrong: { accountId: "12", replication: 5 as never, policyStatements: 5 as never },
        right: {},
      },
    );
    expect(app.node.children.map(({ node }) => node.validate().length)).toEqual([3, 0]);
    expect(problemsOf(app)).toEqual([]);
    expect(summaryTable(app)).toMatch(/^wrong$/m);
  });

  it.each([null, undefined, [], 5])("has settings, not %j", (input) => {
    const stack = new RegistryStack(appOf({}), "registry", input as never);
    expect(stack.node.validate()).toEqual([
      expect.stringContaining("must be an object of settings"),
    ]);
  });

  it("has an account", () => {
    expect(registryProblems({ accountId: undefined })).toHaveLength(1);
  });

  it("has an id that no earlier stack has", () => {
    const app = appOf({ registry: {} });
    const stack = new RegistryStack(app, "registry", { accountId: ACCOUNT });
    expect(stack.node.validate()).toEqual([
      expect.stringContaining("must differ from the id of every earlier stack"),
    ]);
  });
});

describe("two registry stacks", () => {
  const scanning = { scanning: { type: "BASIC", rules: [] } } as const;

  it("do not write one registry's configuration", () => {
    expect(problemsOf(appWith({}, { a: scanning, b: scanning }))).toEqual([
      'b.aws_ecr_registry_scanning_configuration.scanning is "111111111111 us-east-1": must be the only one of its account and region: it overwrites a.aws_ecr_registry_scanning_configuration.scanning. Put both into one stack (ECR, Private registry settings)',
    ]);
  });

  it("are not of one registry, whatever they configure", () => {
    const app = appWith({}, { a: scanning, b: { basicScanTypeVersion: "AWS_NATIVE" } });
    expect(app.node.children.map(({ node }) => node.validate())).toEqual([
      [],
      [
        'b is "111111111111 us-east-1": must be of another registry than a: a registry has one stack. Put both into one (Registry, The settings)',
      ],
    ]);
  });

  it.each([{ region: "eu-west-1" }, { accountId: OTHER_ACCOUNT }])("differ by %j", (elsewhere) => {
    const app = appWith({}, { a: scanning, b: { ...scanning, ...elsewhere } });
    expect(problemsOf(app)).toEqual([]);
    expect(app.node.children.flatMap(({ node }) => node.validate())).toEqual([]);
  });
});

describe("the summary", () => {
  it("has a table of the registry stacks", () => {
    const app = appWith(
      {},
      {
        us: {
          scanning: SCANNING,
          replication: [
            { destinations: [{ region: "eu-west-1" }, THERE], environments: ["production"] },
            { destinations: [THERE] },
          ],
        },
        eu: {
          ...THERE,
          policyStatements: [
            {
              Effect: "Allow",
              Principal: { AWS: [OTHER_ACCOUNT] },
              Action: ["ecr:CreateRepository"],
              Resource: [`arn:aws:ecr:eu-west-1:${OTHER_ACCOUNT}:repository/cache/*`],
            },
          ],
        },
      },
    );
    expect(summaryTable(app)).toMatchInlineSnapshot(`
      "Registry  Account       Region     Scanning                                                 Replication                             Caches  Templates  Policy
      us        111111111111  us-east-1  ENHANCED CONTINUOUS_SCAN production/*, thirdparty/redis  production/* to 111111111111 eu-west-1  none    none       as in AWS
                                         ENHANCED SCAN_ON_PUSH *                                  production/* to 222222222222 eu-west-1
                                                                                                  * to 222222222222 eu-west-1
      eu        222222222222  eu-west-1  as in AWS                                                as in AWS                               none    none       AllowReplicationFrom111111111111
                                                                                                                                                             statement 2"
    `);
  });

  it("has the first filters of long lists", () => {
    const prefixes = Array.from({ length: 100 }, (_, index) => `a${index}/`);
    const filters = prefixes.map((prefix) => `${prefix}*`);
    const table = summaryTable(
      appWith(
        {},
        {
          us: {
            scanning: { type: "BASIC", rules: [{ frequency: "MANUAL", filters }] },
            replication: [
              { destinations: [THERE], prefixes },
              { destinations: [THERE], prefixes: prefixes.slice(0, 4) },
            ],
          },
        },
      ),
    );
    expect(table).toContain("BASIC MANUAL a0/*, a1/*, a2/*, a3/* and 96 more  ");
    expect(table).toContain("a0/*, a1/*, a2/*, a3/* and 96 more to 222222222222");
    expect(table).toContain("a0/*, a1/*, a2/*, a3/* to 222222222222");
  });

  it("has no table of environments if the app has registry stacks alone", () => {
    expect(summaryTable(appWith({}, { us: {} }))).toMatch(/^Registry /);
    expect(summaryTable(appWith({ qa: {} }, { us: {} }))).toMatch(/^Stack [\s\S]+\n\nRegistry /);
  });

  it("has none without a registry stack", () => {
    expect(summaryTable(appOf({}))).not.toContain("Registry");
  });
});
