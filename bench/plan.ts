import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { App } from "cdktf";
import { CLEAN_ENV } from "../__tests__/support/environment.ts";
import type { Moto } from "../__tests__/support/moto.ts";
import { run } from "../__tests__/support/processes.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { type Measured, measure, type Subject } from "./measure.ts";
import { sizedSettings } from "./sized-settings.ts";

export const PLAN_SIZES = [7, 100, 1_000] as const;
const PROVIDER = { aws: { region: "us-east-1" } };
const TERRAFORM = { required_providers: { aws: { source: "hashicorp/aws", version: "~> 5.0" } } };

/** Plans (`-refresh=false`) and applies a number of repositories, written in three ways. */
export async function measurePlans(
  folder: string,
  images: number,
  moto: Moto,
  pluginEnv: Readonly<Record<string, string>>,
): Promise<{ readonly plan: Measured[]; readonly apply: Measured[] }> {
  const env = { ...moto.env, ...pluginEnv };
  const roots = [
    { name: "flat JSON", write: writeFlat },
    { name: "**our stack**", write: writeStack },
    { name: "our module", write: writeModule },
  ].map(({ name, write }, index) => {
    const cwd = rootFolder(folder, images, index);
    mkdirSync(cwd);
    write(cwd, images);
    return { name, cwd, env };
  });
  for (const { cwd } of roots) {
    const { code, stderr } = await run("terraform", ["init"], {
      cwd,
      env: { ...CLEAN_ENV, ...env },
    });
    if (code !== 0) throw new Error(stderr);
  }
  const plan = await measure(
    roots.map((root) => ({ ...root, command: "terraform plan -refresh=false -out=plan" })),
    5,
  );
  const apply = await measure(
    roots.map(
      (root): Subject => ({
        ...root,
        command: "terraform apply -auto-approve plan",
        prepare: async () => {
          await moto.reset();
          rmSync(join(root.cwd, "terraform.tfstate"), { force: true });
        },
      }),
    ),
    images >= 100 ? 1 : 3,
  );
  return { plan, apply };
}

/** The folder of the root module for a number of repositories and a way of writing them. */
function rootFolder(folder: string, images: number, index = 0): string {
  return join(folder, `plan-${images}-${index}`);
}

function writeStack(cwd: string, images: number): void {
  write(cwd, stackJson(cwd, images));
}

/** The same resources as a person would write them. */
function writeFlat(cwd: string, images: number): void {
  const { resource } = stackJson(cwd, images);
  write(cwd, { resource: withoutNotes(resource) });
}

function stackJson(cwd: string, images: number): Record<string, unknown> {
  const app = new App({ outdir: join(cwd, "synth") });
  new EnvironmentStack(app, "sized", sizedSettings(images));
  app.synth();
  return JSON.parse(readFileSync(join(cwd, "synth", "stacks", "sized", "cdk.tf.json"), "utf8"));
}

function withoutNotes(resource: unknown): unknown {
  return JSON.parse(JSON.stringify(resource, (key, value) => (key === "//" ? undefined : value)));
}

/** One call of the module with all seven repositories, and calls with three for the rest. */
function writeModule(cwd: string, images: number): void {
  cpSync(resolve("modules/ecr"), join(cwd, "ecr"), { recursive: true });
  const settings = {
    source: "./ecr",
    max_image_count: 10,
    enable_cross_account_access: true,
    cross_account_ids: ["111111111111"],
  };
  const environments = Array.from(
    { length: Math.round((images - 7) / 3) },
    (_, index) => `e${index}`,
  );
  write(cwd, {
    module: {
      shared: { ...settings, environment: "sized", create_thirdparty_repos: true },
      ...Object.fromEntries(
        environments.map((environment) => [environment, { ...settings, environment }]),
      ),
    },
  });
}

function write(cwd: string, { terraform: _, ...content }: Record<string, unknown>): void {
  const root = { terraform: TERRAFORM, provider: PROVIDER, ...content };
  writeFileSync(join(cwd, "main.tf.json"), JSON.stringify(root));
}
