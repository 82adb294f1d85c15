// Runs a TypeScript program: node bin/run.mjs FILE [ARGUMENT…]
import { createRequire } from "node:module";
import { parse, resolve } from "node:path";
import util from "node:util";
import { bundle } from "./bundle.mjs";
import { describeError } from "./program-error.mjs";

const [program] = process.argv.splice(2, 1);
const outfile = resolve("cdktf.out", `${parse(program).name}.cjs`);
bundle(program, "--sourcemap", `--outfile=${outfile}`);

Error.stackTraceLimit = 100; // CDKTF's own calls may be more than 10.
process.on("uncaughtException", (error) => {
  console.error(describeError(error, program, outfile));
  process.exit(1);
});
util.isArray = Array.isArray; // CDKTF calls util's own, about which Node 22 and later warn.
createRequire(import.meta.url)(outfile);
