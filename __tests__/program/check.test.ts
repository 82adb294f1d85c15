import { appendFileSync, cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLEAN_ENV } from "../support/environment.ts";
import { run } from "../support/processes.ts";
import { temporaryFolder } from "../support/program.ts";

const LEFT_OUT = [".git", "node_modules", "cdktf.out", ".terraform"];

/** What somebody adds to the project, by path. */
const ADDED = {
  "settings/circle-a.ts":
    'import { b } from "./circle-b.ts";\n\nexport const a = (): number => b() + 1;\n',
  "settings/circle-b.ts":
    'import { a } from "./circle-a.ts";\n\nexport const b = (): number => a() + 1;\n',
  "checks/types-a.ts":
    'import type { B } from "./types-b.ts";\n\nexport interface A {\n  readonly b: B;\n}\n',
  "checks/types-b.ts":
    'import type { A } from "./types-a.ts";\n\nexport interface B {\n  readonly a?: A;\n}\n',
  "policies/unreached.ts": "export const unreached = 1;\n",
  "__tests__/unreached.test.ts":
    'import { unused } from "../policies/json.ts";\nimport { unreached } from "../policies/unreached.ts";\n\nconsole.log(unreached, unused);\n',
};

describe("npm run check", () => {
  const copy = temporaryFolder();
  const commands: string[] = JSON.parse(readFileSync("package.json", "utf8")).scripts.check.split(
    " && ",
  );

  beforeAll(() => {
    const filter = (path: string) => !LEFT_OUT.includes(basename(path));
    cpSync(resolve(), copy.path, { recursive: true, filter });
    symlinkSync(resolve("node_modules"), join(copy.path, "node_modules"));
    for (const [path, code] of Object.entries(ADDED)) writeFileSync(join(copy.path, path), code);
    appendFileSync(join(copy.path, "policies/json.ts"), "\nexport const unused = 1;\n");
  });
  afterAll(() => copy.remove());

  /** What one of the commands reports of the copy, which must be something. */
  async function reportOf(program: string, options = "") {
    const command = commands.find((part) => part.startsWith(program));
    const { code, stdout } = await run("sh", ["-c", `npx ${command} --reporter=json ${options}`], {
      cwd: copy.path,
      env: CLEAN_ENV,
    });
    expect(code).toBe(1);
    return JSON.parse(stdout);
  }

  it("finds circles of imports, those of types too", async () => {
    const diagnostics: { category: string; location: { path: string } }[] = (
      await reportOf("biome", "--colors=off")
    ).diagnostics;
    const circles = diagnostics.filter(
      ({ category }) => category === "lint/suspicious/noImportCycles",
    );
    expect(circles.map(({ location }) => location.path).sort()).toEqual([
      "checks/types-a.ts",
      "checks/types-b.ts",
      "settings/circle-a.ts",
      "settings/circle-b.ts",
    ]);
  });

  it("finds files and exports that no program reaches, if a test reaches them too", async () => {
    const issues: { file: string; files: unknown[]; exports: { name: string }[] }[] = (
      await reportOf("knip")
    ).issues;
    const unreached = issues.filter(({ files }) => files.length > 0).map(({ file }) => file);
    expect(unreached.sort()).toEqual([
      "checks/types-a.ts",
      "checks/types-b.ts",
      "policies/unreached.ts",
      "settings/circle-a.ts",
      "settings/circle-b.ts",
    ]);
    expect(issues.flatMap(({ exports }) => exports.map(({ name }) => name))).toEqual(["unused"]);
  });
});
