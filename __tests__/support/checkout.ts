import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CLEAN_ENV } from "./environment.ts";
import { type Run, run } from "./processes.ts";
import { runProgram, temporaryFolder } from "./program.ts";

const PARTS = [
  "main.ts",
  "cdktf.json",
  "package.json",
  "tsconfig.json",
  "bin",
  "stacks",
  "constructs",
  "settings",
  "policies",
  "checks",
];

/** A copy of the project in a folder of its own. */
export class Checkout {
  private readonly temporary = temporaryFolder();
  readonly folder = this.temporary.path;

  constructor() {
    for (const part of PARTS) cpSync(resolve(part), join(this.folder, part), { recursive: true });
    symlinkSync(resolve("node_modules"), join(this.folder, "node_modules"));
  }

  /** Runs the program, as `npm run synth` does. */
  synth(): Promise<Run> {
    return runProgram(join(this.folder, "main.ts"), this.folder);
  }

  /** Replaces a text of a file; it must be there. */
  edit(file: string, from: string | RegExp, to: string): void {
    const path = join(this.folder, file);
    const before = readFileSync(path, "utf8");
    const after = before.replaceAll(from, to);
    if (after === before) throw new Error(`${file} does not hold ${from}`);
    writeFileSync(path, after);
  }

  /** Runs the CDKTF CLI, as `npx cdktf` does. */
  cdktf(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Run> {
    const cli = resolve("node_modules", "cdktf-cli", "bundle", "bin", "cdktf.js");
    return run(process.execPath, [cli, ...args], {
      cwd: this.folder,
      env: { ...CLEAN_ENV, ...env },
    });
  }

  /** Runs the tool at the checkout's root. */
  tool(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Run> {
    return run(process.execPath, [resolve("bin/artos-ecr"), ...args], {
      cwd: this.folder,
      env: { ...CLEAN_ENV, ...env },
    });
  }

  /** The JSON files that the program wrote, by name. */
  written(): Record<string, string> {
    const out = join(this.folder, "cdktf.out");
    const names = readdirSync(out, { recursive: true, encoding: "utf8" });
    return Object.fromEntries(
      names
        .filter((name) => name.endsWith(".json"))
        .sort()
        .map((name) => [name, readFileSync(join(out, name), "utf8")]),
    );
  }

  remove(): void {
    this.temporary.remove();
  }
}
