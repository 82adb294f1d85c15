import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

/** The folders from which each folder may import. `npm run check` finds circles between files. */
const MAY_IMPORT_FROM: Readonly<Record<string, readonly string[]>> = {
  policies: [],
  simulator: ["policies"],
  settings: ["policies"],
  constructs: ["settings", "policies", "checks"],
  checks: ["settings"],
  stacks: ["settings", "policies", "constructs", "checks"],
  generator: ["settings", "stacks"],
  cli: ["settings", "policies", "simulator", "stacks"],
};

/** The folders from which a file imports, its own left out. */
function importedFolders(path: string, code: string): string[] {
  const [own] = path.split("/");
  const imports = code.matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g);
  const folders = Array.from(
    imports,
    ([, target = ""]) => join(dirname(path), target).split("/")[0] ?? "",
  );
  return folders.filter((folder) => folder !== own);
}

describe("imports between the folders", () => {
  it.each(Object.entries(MAY_IMPORT_FROM))("%s imports from %j only", (folder, allowed) => {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(folder, name));
    const imported = files.flatMap((path) => importedFolders(path, readFileSync(path, "utf8")));
    expect([...new Set(imported)].sort()).toEqual([...allowed].sort());
  });

  it("are read from every kind of import", () => {
    const code = `
      import { a } from "../a/a.ts";
      import type {
        B,
      } from "../../b/b.ts";
      import "../../main.ts";
      export * from "../../c/c.ts";
      const { d } = await import("../../d/d.ts");
      import { own } from "../own.ts";
      import { sibling } from "./sibling.ts";
      import { App } from "cdktf";`;
    expect(importedFolders("cli/push/push.ts", code)).toEqual(["b", "main.ts", "c", "d"]);
    expect(importedFolders("cli/push.ts", 'import "../a/a.ts"')).toEqual(["a"]);
  });
});
