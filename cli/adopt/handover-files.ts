import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Handover, toImportBlocks, toImportScript, toReleaseScript } from "./handover.ts";

const IMPORT_BLOCKS = "adopt.tf";
const IMPORT_SCRIPT = "adopt.sh";
const RELEASE_SCRIPT = "release.sh";

/**
 * Writes what takes the repositories over beside the stack's JSON, in the place of what was written
 * for other settings.
 *
 * @returns the files: what imports, then what releases where a state holds them
 */
export function writeHandover({ stack, imports, held }: Handover, script: boolean): string[] {
  for (const name of [IMPORT_BLOCKS, IMPORT_SCRIPT, RELEASE_SCRIPT]) {
    rmSync(join(stack.folder, name), { force: true });
  }
  const write = (name: string, content: string) => {
    const path = join(stack.folder, name);
    writeFileSync(path, content);
    if (name.endsWith(".sh")) chmodSync(path, 0o755);
    return path;
  };
  return [
    script
      ? write(IMPORT_SCRIPT, toImportScript(imports))
      : write(IMPORT_BLOCKS, toImportBlocks(imports)),
    ...(held.length === 0 ? [] : [write(RELEASE_SCRIPT, toReleaseScript(held))]),
  ];
}

/** Whether import blocks were written for other settings or another reality: Terraform would fail. */
export function hasStaleImports({ stack, imports }: Handover): boolean {
  const path = join(stack.folder, IMPORT_BLOCKS);
  return existsSync(path) && readFileSync(path, "utf8") !== toImportBlocks(imports);
}
