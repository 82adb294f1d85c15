import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { pluginEnvironment } from "./plugin-mirror.ts";
import { isInstalled } from "./processes.ts";
import { Terraform } from "./terraform.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** What Terraform reads from the environment to find providers. */
    pluginEnv: Record<string, string>;
    /** The program of the AWS provider. */
    providerBinary: string;
  }
}

/** Finds the AWS provider once, before the tests that run real Terraform. */
export default async function setup(project: TestProject): Promise<(() => void) | undefined> {
  if (!isInstalled("terraform")) return undefined;
  const env = await pluginEnvironment();
  const folder = mkdtempSync(join(tmpdir(), "terraform-provider-"));
  writeFileSync(
    join(folder, "main.tf"),
    'terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "~> 5.0"\n    }\n  }\n}\n',
  );
  await new Terraform(folder, env).init();
  project.provide("pluginEnv", env);
  project.provide("providerBinary", findBinary(join(folder, ".terraform", "providers")));
  return () => rmSync(folder, { recursive: true });
}

function findBinary(providers: string): string {
  const platforms = join(providers, "registry.terraform.io", "hashicorp", "aws");
  for (const version of readdirSync(platforms)) {
    for (const platform of readdirSync(join(platforms, version))) {
      const folder = join(platforms, version, platform);
      const binary = readdirSync(folder).find((name) => name.startsWith("terraform-provider-aws"));
      if (binary) return join(folder, binary);
    }
  }
  throw new Error(`terraform init left no AWS provider below ${providers}`);
}
