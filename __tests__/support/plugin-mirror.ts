import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROVIDER = join("registry.terraform.io", "hashicorp", "aws");
const DEEPEST = 4;
const NOT_FOR_PLUGINS = new Set(["proc", "sys", "dev", "node_modules", ".terraform"]);

/**
 * The environment in which `terraform init` finds the AWS provider: the user's own configuration of
 * Terraform where there is one, else a filesystem mirror where this machine has one, else the
 * registry.
 */
export async function pluginEnvironment(): Promise<Record<string, string>> {
  const configured = process.env.TF_CLI_CONFIG_FILE;
  if (configured && existsSync(configured)) return { TF_CLI_CONFIG_FILE: configured };
  const folder = mkdtempSync(join(tmpdir(), "terraform-config-"));
  const config = join(folder, "terraformrc");
  const mirror = await findMirror("/", DEEPEST);
  writeFileSync(
    config,
    mirror
      ? `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`
      : "",
  );
  return { TF_CLI_CONFIG_FILE: config };
}

async function findMirror(folder: string, depth: number): Promise<string | undefined> {
  if (existsSync(join(folder, PROVIDER))) return folder;
  if (depth === 0) return undefined;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isDirectory() || NOT_FOR_PLUGINS.has(entry.name)) continue;
    const found = await findMirror(join(folder, entry.name), depth - 1);
    if (found) return found;
  }
  return undefined;
}
