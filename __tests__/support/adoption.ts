import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { CliProject } from "./cli-project.ts";
import { CLEAN_ENV } from "./environment.ts";
import type { Playground } from "./playground.ts";
import { type Run, run } from "./processes.ts";
import { actionsOf, type Terraform } from "./terraform.ts";

/** What `adopt --check` reports: the findings' labels, the other changes by address, the exit code. */
export interface Checked {
  readonly code: number;
  readonly findings: readonly string[];
  readonly changes: Readonly<Record<string, string>>;
}

/** A project whose environment `production` adopts what a playground has. */
export class Adoption {
  readonly project: CliProject;

  constructor(
    private readonly playground: Playground,
    stacks: Readonly<Record<string, EnvironmentSettings>>,
  ) {
    this.project = new CliProject(stacks);
  }

  /** Terraform in the environment's stack. */
  stack(): Terraform {
    return this.playground.terraform(this.project.stackFolder("production"));
  }

  /** Runs the tool. */
  tool(...args: readonly string[]): Promise<Run> {
    return this.project.run(this.stack().env, ...args);
  }

  /** Runs the tool for JSON. */
  async json(...args: readonly string[]): Promise<Record<string, unknown>> {
    const { stdout, stderr } = await this.tool(...args, "--json");
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout);
  }

  async check(): Promise<Checked> {
    const { code, stdout, stderr } = await this.tool("adopt", "production", "--check", "--json");
    if (stdout === "") throw new Error(stderr);
    const {
      findings,
      changes,
    }: {
      findings: { kind: string; address: string; images: number | null }[];
      changes: { address: string; change: string }[];
    } = JSON.parse(stdout);
    return {
      code,
      findings: findings.map(({ kind, address, images }) => `${kind}:${address} ${images}`),
      changes: Object.fromEntries(changes.map(({ address, change }) => [address, change])),
    };
  }

  /** The settings that `adopt` prints, evaluated. */
  async foundSettings(...args: readonly string[]): Promise<EnvironmentSettings> {
    const { stdout } = await this.tool("adopt", "production", ...args);
    const printed = stdout.match(/new EnvironmentStack\(app, "production", ([\s\S]*?\n {2}\})\);/);
    return new Function(`return ${printed?.[1]}`)();
  }

  /** Applies with what `adopt` wrote, and says what the plan did besides importing. */
  async deploy(): Promise<Record<string, string>> {
    const terraform = this.stack();
    await terraform.init();
    const actions = actionsOf(await terraform.plan());
    await terraform.apply();
    return actions;
  }

  /** Runs a script that `adopt` wrote. */
  script(path: string, cwd: string): Promise<Run> {
    return run("sh", [path], { cwd, env: { ...CLEAN_ENV, ...this.stack().env } });
  }
}
