import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { goodSettings } from "../support/arbitrary-settings.ts";
import { CONFIGURATIONS, moduleArguments } from "../support/configurations.ts";
import { pullFrom } from "../support/document.ts";
import { Playground } from "../support/playground.ts";
import { readBack } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import type { Plan, ResourceChange, Terraform } from "../support/terraform.ts";

describeReal("a stack and the module of the same settings", () => {
  let playground: Playground;
  let modulePlan: Plan;

  beforeAll(async () => {
    playground = await Playground.open();
    const calls = Object.entries(CONFIGURATIONS).map(([name, settings]) => [
      name,
      { source: "./modules/ecr", ...moduleArguments(settings) },
    ]);
    const { kms_key_arn: _, ...production } = moduleArguments(CONFIGURATIONS.production!);
    const root = playground.root({
      "main.tf.json": JSON.stringify({
        provider: { aws: { region: "us-east-1" } },
        resource: { aws_kms_key: { ecr: {} } },
        module: {
          ...Object.fromEntries(calls),
          unknown_key: {
            source: "./modules/ecr",
            ...production,
            kms_key_arn: "${aws_kms_key.ecr.arn}",
          },
        },
      }),
    });
    knowPartition(root);
    await root.init();
    modulePlan = await root.plan();
  });
  afterAll(() => playground?.close());

  const planOfStack = async (name: string) => {
    const terraform = playground.stack(CONFIGURATIONS[name]!);
    await terraform.init();
    return terraform.plan();
  };

  it.each(Object.keys(CONFIGURATIONS))("plan the same: %s", async (name) => {
    const fromStack = planned(await planOfStack(name));
    expect(Object.keys(fromStack).length).toBeGreaterThanOrEqual(3);
    expect(planned(modulePlan, `module.${name}.`)).toEqual(fromStack);
  });

  it("plan the same but for the key where the key is not known yet", async () => {
    const fromStack = planned(await planOfStack("production"));
    const fromModule = planned(modulePlan, "module.unknown_key.");
    for (const [name, resource] of Object.entries(fromModule)) {
      if (!name.startsWith("aws_ecr_repository.")) continue;
      expect(resource.unknown).toMatchObject({ encryption_configuration: [{ kms_key: true }] });
    }
    expect(withoutKey(fromModule)).toEqual(withoutKey(fromStack));
  });

  it("plan the same of generated settings", async () => {
    const generated = fc.sample(goodSettings, 24).map((settings, index) => ({
      ...settings,
      environment: `e${index}-${settings.environment}`,
    }));
    const stacks = generated.map((settings, index) => {
      const { folder } = playground.stack(settings);
      return [`stack_${index}`, { source: folder }];
    });
    const calls = generated.map((settings, index) => [
      `module_${index}`,
      { source: "./modules/ecr", ...moduleArguments(settings) },
    ]);
    // A stack is a root module; called as a module, many are planned at once.
    const root = playground.root({
      "main.tf.json": JSON.stringify({
        provider: { aws: { region: "us-east-1" } },
        module: Object.fromEntries([...stacks, ...calls]),
      }),
    });
    knowPartition(root);
    await root.init();
    const plan = await root.plan();
    for (const [index, settings] of generated.entries()) {
      const fromStack = planned(plan, `module.stack_${index}.`);
      expect(Object.keys(fromStack).length).toBeGreaterThanOrEqual(3);
      expect(planned(plan, `module.module_${index}.`), JSON.stringify(settings)).toEqual(fromStack);
    }
  });

  it.each([
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
  ])("name the partition of %s in their policies", async (region, partition) => {
    const access = { enableCrossAccountAccess: true, crossAccountIds: ["111111111111"] };
    const stack = playground.stack({ environment: "stack", region, ...access });
    const module = playground.root({
      "main.tf.json": JSON.stringify({
        provider: { aws: { region } },
        module: {
          ecr: {
            source: "./modules/ecr",
            ...moduleArguments({ environment: "module", ...access }),
          },
        },
        output: { registry_url: { value: "${module.ecr.registry_url}" } },
      }),
    });
    for (const terraform of [stack, module]) {
      await terraform.init();
      await terraform.plan();
      await terraform.apply();
      expect((await terraform.outputs()).registry_url).toContain(
        `123456789012.dkr.ecr.${region}.amazonaws.com`,
      );
    }
    const actual = Object.values(await readBack(playground.moto, region));
    expect(actual).toHaveLength(6);
    for (const { repositoryPolicy } of actual) {
      expect(repositoryPolicy).toEqual(pullFrom(`arn:${partition}:iam::111111111111:root`));
    }
  });
});

/** Gives the module the partition that it else takes from AWS's first answer, at the first apply. */
function knowPartition(root: Terraform): void {
  const partition = { locals: { partition: "aws" } };
  writeFileSync(root.file("modules/ecr/override.tf.json"), JSON.stringify(partition));
}

interface Planned {
  readonly after: unknown;
  readonly unknown: unknown;
}

/** The resources that a plan creates, by type and component, whatever their place in the modules. */
function planned(plan: Plan, prefix = ""): Record<string, Planned> {
  const created = (plan.resource_changes ?? []).filter(
    ({ address, mode }) => mode === "managed" && address.startsWith(prefix),
  );
  return Object.fromEntries(created.map(toPlanned));
}

function toPlanned({ type, name, change }: ResourceChange): [string, Planned] {
  expect(change.actions).toEqual(["create"]);
  return [`${type}.${name}`, { after: change.after, unknown: change.after_unknown }];
}

function withoutKey(resources: Record<string, Planned>): unknown {
  return JSON.parse(
    JSON.stringify(resources, (name, value) => (name === "kms_key" ? undefined : value)),
  );
}
