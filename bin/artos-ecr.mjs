#!/usr/bin/env node
// The tool is bundled at every start, which takes about a tenth of a second.
import { mkdirSync, readdirSync, renameSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const outdir = join(root, "node_modules/.artos-ecr");
const draft = `${outdir}-${process.pid}`;
bundle(
  join(root, "cli/artos-ecr.ts"),
  "--packages=external",
  "--splitting", // A command's dependencies are loaded when it is called.
  "--format=esm",
  "--sourcemap=inline",
  "--out-extension:.js=.mjs",
  `--outdir=${draft}`,
);
// Another process may be running the files just now: each is replaced whole.
mkdirSync(outdir, { recursive: true });
for (const file of readdirSync(draft)) renameSync(join(draft, file), join(outdir, file));
rmdirSync(draft);

process.setSourceMapsEnabled(true);
// The SDK warns about the Node of its next versions. That is no concern of those who run the tool.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
await import(pathToFileURL(join(outdir, "artos-ecr.mjs")).href);
