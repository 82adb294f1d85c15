import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../support/checkout.ts";
import { DOCUMENTED_SETTINGS } from "../support/document.ts";

const { development, production } = DOCUMENTED_SETTINGS;

describe("a program", () => {
  const here = new Checkout(DOCUMENTED_SETTINGS);
  const elsewhere = new Checkout(DOCUMENTED_SETTINGS);
  let stdout: string;

  beforeAll(async () => {
    ({ stdout } = await here.synth());
    await elsewhere.synth();
  });
  afterAll(() => {
    here.remove();
    elsewhere.remove();
  });

  it("writes one stack for each environment and prints what is in it", () => {
    expect(Object.keys(here.written())).toEqual([
      "artos-ecr.json",
      "manifest.json",
      "stacks/development/cdk.tf.json",
      "stacks/production/cdk.tf.json",
      "stacks/shared/cdk.tf.json",
      "stacks/staging/cdk.tf.json",
    ]);
    expect(stdout).toMatchSnapshot();
  });

  it("writes the same bytes in every checkout", () => {
    expect(elsewhere.written()).toEqual(here.written());
  });

  it("keeps the state at the project's root, by a relative path", () => {
    const stack = JSON.parse(here.written()["stacks/production/cdk.tf.json"] ?? "");
    const { path } = stack.terraform.backend.local;
    expect(path).toBe("../../../terraform.production.tfstate");
    expect(resolve(here.folder, "cdktf.out", "stacks", "production", path)).toBe(
      resolve(here.folder, "terraform.production.tfstate"),
    );
  });

  it("removes the stacks of environments that are gone", async () => {
    const folder = join(here.folder, "cdktf.out", "stacks", "gone");
    mkdirSync(folder);
    writeFileSync(join(folder, "cdk.tf.json"), "{}");
    expect(await here.synth()).toMatchObject({ code: 0 });
    expect(existsSync(folder)).toBe(false);
  });

  it("removes nothing else: a state beside the JSON, a file of somebody's", async () => {
    const stacks = join(here.folder, "cdktf.out", "stacks");
    mkdirSync(join(stacks, "gone"));
    mkdirSync(join(stacks, "notes"));
    const kept = ["gone/terraform.tfstate", "notes/read.me", "own.ts"];
    for (const file of kept) writeFileSync(join(stacks, file), "");
    writeFileSync(join(stacks, "gone", "cdk.tf.json"), "{}");
    expect(await here.synth()).toMatchObject({ code: 0 });
    expect(existsSync(join(stacks, "gone", "cdk.tf.json"))).toBe(false);
    for (const file of kept) {
      expect(existsSync(join(stacks, file))).toBe(true);
      rmSync(join(stacks, file));
    }
  });

  it("reports every problem of every stack, exits with 1, and leaves the last output", async () => {
    const before = elsewhere.written();
    elsewhere.set({
      development: { ...development, maxImageCount: 3000 },
      production: { ...production, maxImageCount: 21, region: "moon" },
    });
    const { code, stdout, stderr } = await elsewhere.synth();
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr.split("\n")).toEqual([
      "Nothing was written: 2 problems.",
      expect.stringMatching(/^ {2}development\.maxImageCount is 3000: must be /),
      expect.stringMatching(/^ {2}production\.region is "moon": must be /),
      "",
    ]);
    expect(elsewhere.written()).toEqual(before);
  });

  it("leaves the last output if two stacks write one repository", async () => {
    const before = here.written();
    here.set({ production, staging: production, fresh: development });
    const { code, stdout, stderr } = await here.synth();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("production/artos-postgres-eks-backend");
    expect(stderr).toMatch(/^Nothing was written: 1 problem\.\n/);
    expect(here.written()).toEqual(before);
    expect(existsSync(join(here.folder, "cdktf.out", "stacks", "fresh"))).toBe(false);
  });
});
