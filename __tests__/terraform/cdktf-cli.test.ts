import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Checkout } from "../support/checkout.ts";
import { DOCUMENTED, DOCUMENTED_SETTINGS } from "../support/document.ts";
import { imagesIn, pushImages } from "../support/images.ts";
import { Playground } from "../support/playground.ts";
import { readBack } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";

describeReal("the CDKTF CLI", () => {
  const checkout = new Checkout(DOCUMENTED_SETTINGS);
  let playground: Playground;

  beforeAll(async () => {
    playground = await Playground.open();
  });
  afterAll(async () => {
    checkout.remove();
    await playground?.close();
  });

  const cdktf = async (...args: readonly string[]) => {
    const { env } = playground.terraform(checkout.folder);
    const { code, stdout, stderr } = await checkout.cdktf(env, ...args);
    expect(code, `${stdout}\n${stderr}`).toBe(0);
    return stripVTControlCharacters(stdout);
  };

  it("synthesizes, lists, plans, deploys, tells the outputs and destroys", async () => {
    expect(await cdktf("synth")).toMatch(/development, production, shared,\s+staging/);
    expect(await cdktf("list")).toMatch(/production\s+cdktf\.out\/stacks\/production/);

    // The lock file would need the registry.
    expect(await cdktf("diff", "production", "--skip-provider-lock")).toContain(
      "Plan: 9 to add, 0 to change, 0 to destroy.",
    );
    expect(await readBack(playground.moto)).toEqual({});

    await cdktf("deploy", "production", "--auto-approve", "--skip-provider-lock");
    expect(await readBack(playground.moto)).toEqual(DOCUMENTED.production);
    expect(await cdktf("output", "production", "--skip-synth", "--skip-provider-lock")).toMatch(
      /registry_url = 123456789012\.dkr\.ecr\.us-east-1\.amazonaws\.com/,
    );

    // The README's steps to tear down.
    await pushImages(playground.moto, 2);
    const { production } = DOCUMENTED_SETTINGS;
    checkout.set({ production: { ...production, preventDestroy: false } });
    expect(await cdktf("synth")).toMatch(/for the stacks: production\s*$/);
    const emptied = await checkout.tool(
      playground.coldEnv(),
      "empty",
      "production",
      "--confirm",
      "production",
    );
    expect(emptied.code, emptied.stderr).toBe(0);
    expect(Object.values(await imagesIn(playground.moto)).flat()).toEqual([]);
    await cdktf("destroy", "production", "--auto-approve", "--skip-provider-lock");
    expect(await readBack(playground.moto)).toEqual({});
  });
});
