#!/usr/bin/env node
// Node 20 runs no TypeScript: the tool is bundled at every start, which takes about a tenth of a second.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildSync } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { outputFiles } = buildSync({
  absWorkingDir: root,
  entryPoints: ["cli/artos-ecr.ts"],
  outdir: "node_modules/.artos-ecr",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true, // a command's dependencies are loaded when it is called
  packages: "external",
  platform: "node",
  format: "esm",
  sourcemap: "inline",
  write: false,
});
for (const { path, contents } of outputFiles) replaceIfChanged(path, contents);
process.setSourceMapsEnabled(true);
// Which Node its next versions want concerns who updates the SDK here, not who runs the tool.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
await import(pathToFileURL(join(root, "node_modules/.artos-ecr/artos-ecr.mjs")).href);

// Another process may be running the file just now.
function replaceIfChanged(path, contents) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}
