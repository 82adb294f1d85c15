import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProgram, temporaryFolder } from "../support/program.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

async function errorOf(...lines: string[]): Promise<string> {
  const main = join(folder.path, "main.ts");
  writeFileSync(main, lines.join("\n"));
  const { code, stdout, stderr } = await runProgram(main, folder.path);
  expect(stdout).toBe("");
  expect(code).toBe(1);
  return stderr;
}

describe("an error in main.ts is reported by its place in it:", () => {
  it("a name that is not defined", async () => {
    expect(await errorOf("const count = 1;", "console.log(counts);")).toBe(
      "main.ts:2:13: ReferenceError: counts is not defined\n    at Object.<anonymous> (main.ts:2:13)\n",
    );
  });

  it("what a function of the project refuses", async () => {
    const stderr = await errorOf(
      `import { App } from "${resolve("node_modules/cdktf")}";`,
      `import { EnvironmentStack } from "${resolve("stacks/environment-stack.ts")}";`,
      'const stack = new EnvironmentStack(new App(), "qa", { environment: "qa" });',
      'stack.imageRepository("none");',
    );
    const [first, ...calls] = stderr.trim().split("\n");
    expect(first).toBe(
      "main.ts:4:7: Error: none: no such component in qa. The components are backend, celery, frontend.",
    );
    expect(calls).toEqual([
      expect.stringMatching(/^ {4}at EnvironmentStack\.imageRepository \(.*environment-stack\.ts:/),
      "    at Object.<anonymous> (main.ts:4:7)",
    ]);
  });

  it("what an aspect throws, far below CDKTF's own calls", async () => {
    const stderr = await errorOf(
      `import { App, Aspects, TerraformStack } from "${resolve("node_modules/cdktf")}";`,
      `import { synthesize } from "${resolve("stacks/synthesize.ts")}";`,
      'const stack = new TerraformStack(new App(), "qa");',
      'Aspects.of(stack).add({ visit: () => { throw new Error("of mine"); } });',
      "synthesize(stack.node.root as App);",
    );
    expect(stderr).toMatch(/^main\.ts:4:\d+: Error: of mine\n/);
    expect(stderr).toMatch(/ {4}at Object\.<anonymous> \(main\.ts:5:1\)\n$/);
    expect(stderr).not.toMatch(/node:|node_modules|run\.mjs/);
  });

  it("a promise that nobody awaits, with the cause", async () => {
    const stderr = await errorOf(
      "async function read() {",
      '  throw new Error("no teams", { cause: new Error("no file") });',
      "}",
      "read();",
    );
    expect(stderr.split("\n")).toEqual(
      expect.arrayContaining([
        "main.ts:2:9: Error: no teams",
        "Caused by main.ts:2:40: Error: no file",
      ]),
    );
  });

  it("what is no error", async () => {
    expect(await errorOf("throw 'no teams';")).toMatch(/^\S*main\.ts: 'no teams'\n$/);
  });
});
