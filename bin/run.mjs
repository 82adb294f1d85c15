// Runs a TypeScript program: node bin/run.mjs FILE [ARGUMENT…]. Node 20 runs no TypeScript.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { parse, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import util from "node:util";

const [program] = process.argv.splice(2, 1);
const bundle = resolve("cdktf.out", `${parse(program).name}.cjs`);
// As a program, esbuild takes a fifth of a second less than as a library.
const { error, status } = spawnSync(
  fileURLToPath(new URL("../node_modules/.bin/esbuild", import.meta.url)),
  [
    program,
    "--bundle",
    "--platform=node",
    "--sourcemap",
    "--log-level=warning",
    `--outfile=${bundle}`,
  ],
  { stdio: "inherit" },
);
if (error) throw error;
if (status !== 0) process.exit(1);

process.setSourceMapsEnabled(true);
util.isArray = Array.isArray; // CDKTF calls util's own, about which Node 22 and later warn.
createRequire(import.meta.url)(bundle);
