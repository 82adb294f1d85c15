import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { App } from "cdktf";
import { inject } from "vitest";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { EnvironmentStack } from "../../stacks/environment-stack.ts";
import { writeProjectFile } from "../../stacks/project-file/project-file.ts";
import { type Moto, startMoto } from "./moto.ts";
import { type ResidentProvider, startProvider } from "./resident-provider.ts";
import { Terraform } from "./terraform.ts";

/** Real Terraform and the real provider on an AWS of their own. */
export class Playground {
  private readonly folders: string[] = [];

  private constructor(
    readonly moto: Moto,
    private readonly provider: ResidentProvider,
  ) {}

  /** @param reroute gives the address that Terraform's provider is to use for moto's */
  static async open(reroute: (endpoint: string) => Promise<string> = async (endpoint) => endpoint) {
    const moto = await startMoto();
    const env = { ...moto.env, AWS_ENDPOINT_URL: await reroute(moto.endpoint) };
    const provider = await startProvider(inject("providerBinary"), env);
    return new Playground(moto, provider);
  }

  async close(): Promise<void> {
    await Promise.all([this.moto.stop(), this.provider.stop()]);
    for (const folder of this.folders) rmSync(folder, { recursive: true });
  }

  /** An empty folder that goes when the playground closes. */
  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), "ecr-test-"));
    this.folders.push(folder);
    return folder;
  }

  /** Terraform in a folder, with the provider that stays up. */
  terraform(folder: string): Terraform {
    return new Terraform(folder, { ...this.coldEnv(), ...this.provider.env });
  }

  /** The environment of a Terraform that starts its own provider. */
  coldEnv(): Record<string, string> {
    return { ...inject("pluginEnv"), ...this.moto.env };
  }

  /**
   * Terraform in the stack `stack` of these settings.
   *
   * @param outdir where the app writes; with that of an earlier call the state goes on
   */
  stack(settings: EnvironmentSettings, outdir = this.folder()): Terraform {
    const app = new App({ outdir });
    new EnvironmentStack(app, "stack", settings);
    app.synth();
    writeProjectFile(app);
    const terraform = this.terraform(join(outdir, "stacks", "stack"));
    keepStateInFolder(terraform);
    return terraform;
  }

  /** Terraform in a root module with these files, the project's modules beside it in `./modules`. */
  root(files: Readonly<Record<string, string>>): Terraform {
    const folder = this.folder();
    cpSync(resolve("modules"), join(folder, "modules"), { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return this.terraform(folder);
  }

  /** Terraform in a copy of a folder of this project. */
  copyOf(folder: string): Terraform {
    const copy = this.folder();
    cpSync(resolve(folder), copy, { recursive: true, dereference: true });
    return this.terraform(copy);
  }
}

function keepStateInFolder(terraform: Terraform): void {
  writeFileSync(
    terraform.file("override.tf.json"),
    JSON.stringify({ terraform: { backend: { local: { path: "test.tfstate" } } } }),
  );
}
