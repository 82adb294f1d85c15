import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { Checkout } from "../support/checkout.ts";
import { DOCUMENTED, DOCUMENTED_SETTINGS } from "../support/document.ts";
import { Playground } from "../support/playground.ts";
import { readBack } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf, Terraform } from "../support/terraform.ts";

const ENVIRONMENTS = Object.keys(DOCUMENTED) as (keyof typeof DOCUMENTED)[];

describeReal("the document's environments on real Terraform", () => {
  const checkout = new Checkout(DOCUMENTED_SETTINGS);
  let playground: Playground;

  beforeAll(async () => {
    playground = await Playground.open();
    expect(await checkout.synth()).toMatchObject({ code: 0 });
  });
  afterEach(() => playground.moto.reset());
  afterAll(async () => {
    checkout.remove();
    await playground?.close();
  });

  it.each(ENVIRONMENTS)("%s is deployed as the document says, and torn down", async (id) => {
    const folder = join(checkout.folder, "cdktf.out", "stacks", id);
    // Without the resident provider, so that init installs the required version.
    await new Terraform(folder, playground.coldEnv()).init();

    const terraform = playground.terraform(folder);
    await terraform.run("validate");
    const statePath = terraform.file("test.tfstate");
    const created = await terraform.plan(`-state=${statePath}`);
    expect(Object.values(actionsOf(created)).every((action) => action === "create")).toBe(true);
    await terraform.run("apply", "-no-color", `-state=${statePath}`, "test.tfplan");
    expect(actionsOf(await terraform.plan(`-state=${statePath}`))).toEqual({});

    expect(await readBack(playground.moto)).toEqual(DOCUMENTED[id]);

    // With preventDestroy: false, which images.test.ts shows to be needed.
    const json = readFileSync(terraform.file("cdk.tf.json"), "utf8");
    const unprotected = json.replaceAll('"prevent_destroy": true', '"prevent_destroy": false');
    writeFileSync(terraform.file("cdk.tf.json"), unprotected);
    await terraform.run("destroy", "-auto-approve", "-no-color", `-state=${statePath}`);
    expect(await readBack(playground.moto)).toEqual({});
  });
});
