import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CLEAN_ENV } from "./environment.ts";
import { run } from "./processes.ts";

/** The environments of main.ts. */
export const ENVIRONMENTS = ["development", "staging", "production", "shared"] as const;

/** Runs main.ts as the README does, and returns what it printed and wrote. */
export async function runProgram(outdir: string) {
  return run(process.execPath, ["--import", "tsx", resolve("main.ts")], {
    env: { ...CLEAN_ENV, CDKTF_OUTDIR: outdir },
  });
}

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "ecr-program-"));
  return { path, remove: () => rmSync(path, { recursive: true }) };
}
