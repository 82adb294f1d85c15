import { readFileSync } from "node:fs";

/** The blocks of shell commands on a page, each as its lines without their comments. */
export function shellBlocks(page: string): string[][] {
  return Array.from(
    readFileSync(page, "utf8").matchAll(/^ *```sh\n([\s\S]+?)^ *```$/gm),
    ([, block = ""]) =>
      block
        .trim()
        .split("\n")
        .map((line) => line.replace(/\s+#\s.*$/, "").trim()),
  );
}
