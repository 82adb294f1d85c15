import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Adoption } from "./adoption.ts";
import { toImportBlocks, toImportScript } from "./import-code.ts";
import { toReleaseScript } from "./release-script.ts";

const IMPORT_BLOCKS = "adopt.tf";
const IMPORT_SCRIPT = "adopt.sh";
const RELEASE_SCRIPT = "release.sh";

/** The paths of the files that an adoption wrote. */
export interface AdoptionFiles {
  readonly imports: string;
  /** `undefined` if no other state holds the repositories. */
  readonly release: string | undefined;
}

/**
 * Writes the files of an adoption into the stack's folder. They replace those of an earlier run.
 *
 * @param script whether to write a script instead of `import` blocks
 */
export function writeAdoptionFiles(
  { stack, imports, held }: Adoption,
  script: boolean,
): AdoptionFiles {
  for (const name of [IMPORT_BLOCKS, IMPORT_SCRIPT, RELEASE_SCRIPT]) {
    rmSync(join(stack.folder, name), { force: true });
  }
  const write = (name: string, content: string) => {
    const path = join(stack.folder, name);
    writeFileSync(path, content);
    if (name.endsWith(".sh")) chmodSync(path, 0o755);
    return path;
  };
  return {
    imports: script
      ? write(IMPORT_SCRIPT, toImportScript(imports))
      : write(IMPORT_BLOCKS, toImportBlocks(imports)),
    release: held.length === 0 ? undefined : write(RELEASE_SCRIPT, toReleaseScript(held)),
  };
}

/** Whether the `import` blocks in the stack's folder differ from these: Terraform would fail on them. */
export function hasStaleImports({ stack, imports }: Adoption): boolean {
  const path = join(stack.folder, IMPORT_BLOCKS);
  return existsSync(path) && readFileSync(path, "utf8") !== toImportBlocks(imports);
}
