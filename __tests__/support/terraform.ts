import { spawn } from "node:child_process";
import { join } from "node:path";
import { CLEAN_ENV } from "./environment.ts";
import { type Run, run } from "./processes.ts";

/** Terraform in one root module. */
export class Terraform {
  /**
   * @param folder the root module
   * @param env what is laid over the environment of this process
   */
  constructor(
    readonly folder: string,
    readonly env: Readonly<Record<string, string>>,
  ) {}

  /** Runs a command to its end, whether it fails or not. */
  try(...args: readonly string[]): Promise<Run> {
    return run("terraform", args, {
      cwd: this.folder,
      env: { ...CLEAN_ENV, TF_IN_AUTOMATION: "1", ...this.env },
    });
  }

  /** Starts a command that is going to be killed. */
  start(...args: readonly string[]): {
    readonly kill: () => void;
    readonly ended: Promise<unknown>;
  } {
    const child = spawn("terraform", args, {
      cwd: this.folder,
      env: { ...CLEAN_ENV, ...this.env },
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    return { kill: () => child.kill("SIGKILL"), ended };
  }

  /** Runs a command that must succeed, and returns what it printed. */
  async run(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.try(...args);
    if (code !== 0) throw new Error(`terraform ${args.join(" ")} ended with ${code}\n${stderr}`);
    return stdout;
  }

  async init(): Promise<void> {
    await this.run("init", "-input=false", "-no-color");
  }

  /** Plans and returns the plan as `terraform show -json` has it. */
  async plan(...args: readonly string[]): Promise<Plan> {
    await this.run("plan", "-input=false", "-no-color", "-out=test.tfplan", ...args);
    return JSON.parse(await this.run("show", "-json", "test.tfplan"));
  }

  /** Applies the last plan. */
  async apply(): Promise<void> {
    await this.run("apply", "-input=false", "-no-color", "test.tfplan");
  }

  async destroy(): Promise<void> {
    await this.run("destroy", "-auto-approve", "-input=false", "-no-color");
  }

  async outputs(): Promise<Record<string, unknown>> {
    const outputs: Record<string, { value: unknown }> = JSON.parse(
      await this.run("output", "-json"),
    );
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  /** A file of the root module. */
  file(name: string): string {
    return join(this.folder, name);
  }
}

/** The parts of a plan that tests look at. */
export interface Plan {
  readonly resource_changes?: readonly ResourceChange[];
}

export interface ResourceChange {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Record<string, unknown> | null;
    readonly after: Record<string, unknown> | null;
    readonly after_unknown: Record<string, unknown>;
  };
}

/** The attributes that a plan changes in place, with what they were and are to be. */
export function changesOf(plan: Plan): Record<string, unknown> {
  const updates = (plan.resource_changes ?? []).filter(
    ({ change }) => change.actions[0] === "update",
  );
  return Object.fromEntries(
    updates.map(({ address, change: { before, after } }) => [
      address,
      Object.keys(after ?? {}).filter(
        (name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
      ),
    ]),
  );
}

/** What a plan does to the resources that it changes: `{ "aws_ecr_repository.backend": "create" }`. */
export function actionsOf(plan: Plan): Record<string, string> {
  const changes = (plan.resource_changes ?? []).filter(
    ({ mode, change }) => mode === "managed" && change.actions.join() !== "no-op",
  );
  return Object.fromEntries(
    changes.map(({ address, change }) => [address, change.actions.join(" and ")]),
  );
}
