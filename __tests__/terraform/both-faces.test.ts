import { afterAll, beforeAll, expect, it } from "vitest";
import { CONFIGURATIONS, moduleArguments } from "../support/configurations.ts";
import { Playground } from "../support/playground.ts";
import { describeReal } from "../support/real.ts";
import type { Plan, ResourceChange } from "../support/terraform.ts";

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
});

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
