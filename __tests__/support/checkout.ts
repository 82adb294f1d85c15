import { cpSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { CLEAN_ENV } from "./environment.ts";
import { type Run, run } from "./processes.ts";
import { runProgram, temporaryFolder } from "./program.ts";

const LEFT_OUT = [".git", ".terraform", "__tests__", "cdktf.out", "node_modules"];

type Stacks = Readonly<Record<string, EnvironmentSettings>>;

/** A copy of the project in a folder of its own, with a `main.ts` of its own. */
export class Checkout {
  private readonly temporary = temporaryFolder();
  readonly folder = this.temporary.path;

  /** @param stacks the environments of its `main.ts`, by the stacks' names */
  constructor(stacks: Stacks) {
    const filter = (path: string) =>
      !LEFT_OUT.includes(basename(path)) && !/\.tfstate\b/.test(basename(path));
    cpSync(resolve(), this.folder, { recursive: true, verbatimSymlinks: true, filter });
    symlinkSync(resolve("node_modules"), join(this.folder, "node_modules"));
    // The copy is set up: `npm ci` would empty the folder that it shares.
    utimesSync(join(this.folder, "package-lock.json"), 0, 0);
    this.set(stacks);
  }

  /** Gives `main.ts` other environments. */
  set(stacks: Stacks): void {
    writeFileSync(join(this.folder, "main.ts"), programOf(stacks));
  }

  /** Runs the program, as `npm run synth` does. */
  synth(): Promise<Run> {
    return runProgram(join(this.folder, "main.ts"), this.folder);
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

function programOf(stacks: Stacks): string {
  const environments = Object.entries(stacks).map(
    ([id, settings]) => `new EnvironmentStack(app, "${id}", ${JSON.stringify(settings)});`,
  );
  return [
    'import { App } from "cdktf";',
    'import { EnvironmentStack } from "./stacks/environment-stack.ts";',
    'import { synthesize } from "./stacks/synthesize.ts";',
    "const app = new App();",
    ...environments,
    "synthesize(app);",
  ].join("\n");
}
