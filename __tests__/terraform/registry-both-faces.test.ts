import { App } from "cdktf";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkRegistry } from "../../settings/registry/check-registry.ts";
import { RegistryStack } from "../../stacks/registry-stack.ts";
import {
  anyCaches,
  anyReplication,
  anyScanning,
  type RegistryArguments,
} from "../support/arbitrary-registries.ts";
import { MOTO_ACCOUNT } from "../support/moto.ts";
import { Playground } from "../support/playground.ts";
import { describeReal } from "../support/real.ts";
import { settingsOf } from "../support/registry-arguments.ts";
import type { Plan, ResourceChange } from "../support/terraform.ts";

const EVERYTHING: RegistryArguments = {
  scan_type: "ENHANCED",
  scanning_rules: [
    { scan_frequency: "CONTINUOUS_SCAN", filters: ["production/*", "*redis*"] },
    { scan_frequency: "SCAN_ON_PUSH", filters: ["*"] },
  ],
  basic_scan_type_version: "AWS_NATIVE",
  replication_rules: [
    {
      destinations: [
        { region: "us-west-2", registry_id: "222222222222" },
        { region: "eu-west-1", registry_id: MOTO_ACCOUNT },
      ],
      prefixes: ["production/", "thirdparty/"],
    },
    { destinations: [{ region: "ap-south-2", registry_id: "222222222222" }], prefixes: null },
  ],
  pull_through_cache_rules: {
    k8s: { upstream_registry_url: "registry.k8s.io" },
    "team/hub.1": {
      upstream_registry_url: "registry-1.docker.io",
      credential_arn: `arn:aws:secretsmanager:us-east-1:${MOTO_ACCOUNT}:secret:ecr-pullthroughcache/hub-AbCdEf`,
    },
    ROOT: {
      upstream_registry_url: "222222222222.dkr.ecr.eu-west-1.amazonaws.com",
      custom_role_arn: `arn:aws:iam::${MOTO_ACCOUNT}:role/cache`,
    },
    own: {
      upstream_registry_url: `${MOTO_ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`,
      upstream_repository_prefix: "own/team",
    },
  },
  policy_statements: [
    {
      Sid: "Ci",
      Principal: { AWS: [`arn:aws:iam::${MOTO_ACCOUNT}:root`] },
      Effect: "Allow",
      Action: ["ecr:CreateRepository", "ecr:BatchImportUpstreamImage"],
      Resource: [`arn:aws:ecr:us-east-1:${MOTO_ACCOUNT}:repository/k8s/*`],
    },
    {
      Effect: "Deny",
      Principal: "*",
      Action: "ecr:PutImage",
      Resource: `arn:aws:ecr:us-east-1:${MOTO_ACCOUNT}:repository/k8s/*`,
      Condition: { StringNotLike: { "aws:PrincipalArn": ["a<b>&c"] } },
    },
  ],
  registry_policy_scope: "V2",
};

const CONFIGURATIONS: Readonly<Record<string, Partial<RegistryArguments>>> = {
  everything: EVERYTHING,
  basic_without_rules: { scan_type: "BASIC", scanning_rules: [] },
  basic: {
    scan_type: "BASIC",
    scanning_rules: [{ scan_frequency: "MANUAL", filters: ["tools/*"] }],
  },
};

describeReal("a registry stack and modules/ecr-registry of the same settings", () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await Playground.open();
  });
  afterAll(() => playground?.close());

  /** Plans each configuration as a stack and as a call of the module, all at once. */
  const planBoth = async (configurations: Readonly<Record<string, Partial<RegistryArguments>>>) => {
    // A stack is a root module; called as a module, many are planned at once.
    const calls = Object.entries(configurations).flatMap(([name, given]) => {
      const app = new App({ outdir: playground.folder() });
      new RegistryStack(app, name, { accountId: MOTO_ACCOUNT, ...settingsOf(given) });
      app.synth();
      return [
        [`stack_${name}`, { source: `${app.outdir}/stacks/${name}` }],
        [`module_${name}`, { source: "./modules/ecr-registry", ...given }],
      ];
    });
    const root = playground.root({
      "main.tf.json": JSON.stringify({
        provider: { aws: { region: "us-east-1" } },
        module: Object.fromEntries(calls),
      }),
    });
    await root.init();
    return root.plan();
  };

  it("plan the same", async () => {
    const plan = await planBoth(CONFIGURATIONS);
    for (const [name, given] of Object.entries(CONFIGURATIONS)) {
      const fromStack = planned(plan, `module.stack_${name}.`);
      expect(Object.keys(fromStack).length, name).toBe(given === EVERYTHING ? 9 : 1);
      expect(planned(plan, `module.module_${name}.`), name).toEqual(fromStack);
    }
  });

  it("plan the same of generated settings", async () => {
    const generated = fc.sample(goodArguments, 12);
    const configurations = Object.fromEntries(
      generated.map((given, index) => [`c${index}`, given]),
    );
    const plan = await planBoth(configurations);
    let resources = 0;
    for (const [name, given] of Object.entries(configurations)) {
      const fromStack = planned(plan, `module.stack_${name}.`);
      resources += Object.keys(fromStack).length;
      expect(planned(plan, `module.module_${name}.`), JSON.stringify(given)).toEqual(fromStack);
    }
    expect(resources).toBeGreaterThan(12);
  });
});

/** Arguments that keep every rule, also those that only a stack can check. */
const goodArguments = fc
  .tuple(anyScanning, anyReplication, anyCaches)
  .map(([scanning, replication_rules, pull_through_cache_rules]) => ({
    ...scanning,
    replication_rules,
    pull_through_cache_rules,
  }))
  .filter(({ scan_type: type, scanning_rules: rules }) => type !== null || rules.length === 0)
  .filter((given) => {
    const settings = { accountId: MOTO_ACCOUNT, ...settingsOf(given) };
    return checkRegistry("", settings).problems.length === 0;
  });

interface Planned {
  readonly after: unknown;
  readonly unknown: unknown;
}

/** The resources that a plan creates, by type and name, or by the prefix if it is a cache. */
function planned(plan: Plan, module: string): Record<string, Planned> {
  const created = (plan.resource_changes ?? []).filter(({ address }) => address.startsWith(module));
  return Object.fromEntries(created.map(toPlanned));
}

function toPlanned({ type, name, change }: ResourceChange): [string, Planned] {
  expect(change.actions).toEqual(["create"]);
  const key = change.after?.ecr_repository_prefix ?? name;
  return [`${type}.${key}`, { after: change.after, unknown: change.after_unknown }];
}
