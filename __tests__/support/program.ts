import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CLEAN_ENV } from "./environment.ts";
import { type Run, run } from "./processes.ts";

/**
 * Runs a program as cdktf.json and the README run main.ts.
 *
 * @param main the program's source
 * @param cwd where it runs, and writes
 */
export function runProgram(main: string, cwd: string): Promise<Run> {
  const { app } = JSON.parse(readFileSync("cdktf.json", "utf8"));
  const command = app
    .replace("bin/run.mjs", resolve("bin/run.mjs"))
    .replace("main.ts", resolve(main));
  return run("sh", ["-c", command], { cwd, env: CLEAN_ENV });
}

/** An empty folder. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "ecr-program-"));
  return { path, remove: () => rmSync(path, { recursive: true }) };
}
