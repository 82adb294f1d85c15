import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { runProgram, temporaryFolder } from "../support/program.ts";

const temporary = temporaryFolder();
afterAll(() => temporary.remove());

it.each(["third-party-cache", "multi-region"])(
  "examples/%s is written without a warning, with this summary",
  async (name) => {
    const { code, stdout, stderr } = await runProgram(`examples/${name}/main.ts`, temporary.path);
    expect(code, stderr).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toMatchSnapshot();
  },
);

it("examples/multi-region deploys its source last", () => {
  const manifest = readFileSync(join(temporary.path, "cdktf.out", "manifest.json"), "utf8");
  expect(JSON.parse(manifest).stacks.registry.dependencies).toEqual([
    "production",
    "production-west",
    "recovery",
  ]);
});
