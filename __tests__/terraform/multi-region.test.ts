import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EcrRegistry } from "../support/ecr-registry.ts";
import { FaultyProxy } from "../support/faulty-proxy.ts";
import { Playground } from "../support/playground.ts";
import { runProgram } from "../support/program.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf, type Terraform } from "../support/terraform.ts";

const OWN = "111111111111";
const RECOVERY = "222222222222";

describeReal("the example with two regions and two accounts", () => {
  const registry = new EcrRegistry();
  const proxy = new FaultyProxy();
  let playground: Playground;
  let outdir: string;
  beforeAll(async () => {
    playground = await Playground.open(async (moto) => proxy.listen(await registry.listen(moto)));
    const folder = playground.folder();
    outdir = join(folder, "cdktf.out");
    expect(await runProgram("examples/multi-region/main.ts", folder)).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await playground?.close();
    proxy.close();
    registry.close();
  });

  /** Terraform in a stack, with credentials of its account. */
  async function inStack(id: string): Promise<Terraform> {
    const terraform = playground.terraform(join(outdir, "stacks", id));
    const assume_role = [{ role_arn: `arn:aws:iam::${OWN}:role/deploy` }];
    const override = {
      terraform: { backend: { local: { path: "test.tfstate" } } },
      ...(id !== "recovery" && { provider: { aws: { assume_role } } }),
    };
    writeFileSync(terraform.file("override.tf.json"), JSON.stringify(override));
    if (!existsSync(terraform.file(".terraform"))) await terraform.init();
    return terraform;
  }

  async function apply(id: string): Promise<void> {
    const terraform = await inStack(id);
    await terraform.plan();
    await terraform.apply();
  }

  /** What plans would still change, by stack. */
  async function left(): Promise<Record<string, unknown>> {
    const plans: [string, unknown][] = [];
    for (const id of ["production", "production-west", "recovery", "registry"]) {
      plans.push([id, actionsOf(await (await inStack(id)).plan())]);
    }
    return Object.fromEntries(plans.filter(([, actions]) => JSON.stringify(actions) !== "{}"));
  }

  it("is applied in its order, and the next apply repairs a fault half-way", async () => {
    await apply("production");
    await apply("production-west");

    proxy.answerTo = (operation) =>
      operation === "CreateRepositoryCreationTemplate"
        ? { status: 400, type: "InvalidParameterException" }
        : undefined;
    await expect(apply("recovery")).rejects.toThrow("by the proxy");
    proxy.answerTo = (operation) =>
      operation === "PutReplicationConfiguration"
        ? { status: 400, type: "ValidationException" }
        : undefined;
    await expect(apply("registry")).rejects.toThrow("by the proxy");
    proxy.behave();

    expect(await left()).toEqual({
      recovery: { "aws_ecr_repository_creation_template.production": "create" },
      registry: { "aws_ecr_replication_configuration.replication": "create" },
    });
    await apply("recovery");
    await apply("registry");
    expect(await left()).toEqual({});

    const { templates } = registry.registry(RECOVERY, "us-west-2");
    expect(templates.describe({}).repositoryCreationTemplates).toEqual([
      expect.objectContaining({ prefix: "production", appliedFor: ["REPLICATION"] }),
    ]);

    for (const id of ["registry", "recovery"]) await (await inStack(id)).destroy();
    expect(Object.keys(await left())).toEqual(["recovery", "registry"]);
  });
});
