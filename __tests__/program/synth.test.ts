import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../support/checkout.ts";

describe("the program", () => {
  const here = new Checkout();
  const elsewhere = new Checkout();
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
    const { stacks } = JSON.parse(here.written()["manifest.json"] ?? "");
    expect(Object.keys(stacks)).toEqual(expect.arrayContaining(["production", "staging"]));
    expect(Object.keys(here.written())).toEqual(
      [
        "artos-ecr.json",
        "manifest.json",
        ...Object.keys(stacks).map((id) => `stacks/${id}/cdk.tf.json`),
      ].sort(),
    );
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
    elsewhere.edit("main.ts", "maxImageCount: 3,", "maxImageCount: 3000,");
    elsewhere.edit("main.ts", "maxImageCount: 20,", 'maxImageCount: 21, region: "moon",');
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
    here.edit(
      "main.ts",
      'environment: "staging",\n  maxImageCount',
      'environment: "production",\n  maxImageCount',
    );
    here.edit("main.ts", '"development", {', '"fresh", {');
    const { code, stdout, stderr } = await here.synth();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("production/artos-postgres-eks-backend");
    expect(stderr).toMatch(/^Nothing was written: 1 problem\.\n/);
    expect(here.written()).toEqual(before);
    expect(existsSync(join(here.folder, "cdktf.out", "stacks", "fresh"))).toBe(false);
  });
});
