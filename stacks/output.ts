import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type App, Manifest } from "cdktf";

const STACK_FILE = "cdk.tf.json";

/**
 * Remembers what the last synth wrote.
 *
 * @returns a function that restores it and removes all that was written since
 */
export function rememberOutput({ outdir }: App): () => void {
  const folders = stackFolders(outdir);
  const files = new Map(outputFiles(outdir).map((path) => [path, readFileSync(path)]));
  return () => {
    for (const path of outputFiles(outdir)) if (!files.has(path)) rmSync(path);
    for (const [path, content] of files) writeFileSync(path, content);
    for (const folder of stackFolders(outdir)) {
      if (!folders.includes(folder)) rmSync(folder, { recursive: true });
    }
  };
}

/** Whether the CDKTF CLI runs the program. */
export function isRunByCdktfCli(): boolean {
  return process.env.CDKTF_OUTDIR !== undefined;
}

/**
 * Removes the JSON of stacks that the app no longer has: a pipeline would deploy them again. All else
 * in their folders stays, such as a Terraform state.
 */
export function removeOldStacks({ outdir, manifest }: App): void {
  const current = Object.keys(manifest.stacks).map((id) => join(outdir, Manifest.stacksFolder, id));
  for (const folder of stackFolders(outdir)) {
    const json = join(folder, STACK_FILE);
    if (current.includes(folder) || !existsSync(json)) continue;
    rmSync(json);
    if (isRunByCdktfCli()) continue; // It removes the folder itself, and fails if that is gone.
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  }
}

function outputFiles(outdir: string): string[] {
  const ofStacks = stackFolders(outdir).map((folder) => join(folder, STACK_FILE));
  return [join(outdir, Manifest.fileName), ...ofStacks].filter((path) => existsSync(path));
}

function stackFolders(outdir: string): string[] {
  const folder = join(outdir, Manifest.stacksFolder);
  return existsSync(folder) ? readdirSync(folder).map((id) => join(folder, id)) : [];
}
