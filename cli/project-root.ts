import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { PROJECT_FILE } from "../stacks/project-file/project-format.ts";

/** The folder of CDKTF's output, in the project's root. */
export const OUTPUT_FOLDER = "cdktf.out";

/**
 * The root of the project: the working directory, or the nearest folder above it that has the output
 * of a synth.
 *
 * @returns a path from the working directory; empty if that is the root, or if there is no root
 */
export function projectRoot(workingDirectory = process.cwd()): string {
  for (let folder = workingDirectory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, OUTPUT_FOLDER, PROJECT_FILE))) {
      return relative(workingDirectory, folder);
    }
    if (folder === dirname(folder)) return "";
  }
}
