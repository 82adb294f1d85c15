import type { EnvironmentSettings } from "../../stacks/environment-settings.ts";
import { CliProject } from "./cli-project.ts";
import { CLEAN_ENV } from "./environment.ts";
import type { Playground } from "./playground.ts";
import { type Run, run } from "./processes.ts";
import { actionsOf, type Terraform } from "./terraform.ts";

/** What becomes of each repository by `adopt --check`, and the exit code. */
export type Outcomes = Readonly<Record<string, string>> & { readonly code: number };

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

  async outcomes(): Promise<Outcomes> {
    const { code, stdout } = await this.tool("adopt", "production", "--check", "--json");
    const { repositories }: { repositories: { name: string; outcome: string }[] } =
      JSON.parse(stdout);
    const entries = repositories.map(({ name, outcome }) => [name, outcome]);
    return { ...Object.fromEntries(entries), code };
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
