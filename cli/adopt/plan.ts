import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runProgram } from "../program.ts";
import { progress } from "../report.ts";
import type { SynthesizedStack } from "../synthesized-stacks.ts";

/** What a plan would do to a resource. Source: Terraform, JSON Output Format, Change Representation. */
export interface PlannedChange {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly action_reason?: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

/**
 * Plans a stack with imports and changes nothing: in a copy without `prevent_destroy`, as a plan
 * that fails does not tell what it would have done.
 *
 * @param importBlocks HCL
 * @throws CommandError where Terraform fails
 */
export async function planWithImports(
  { id, folder }: SynthesizedStack,
  importBlocks: string,
): Promise<PlannedChange[]> {
  // As deep as the stack's own folder: a local state is named by a relative path.
  const copy = join(dirname(dirname(folder)), "adopt", `${id}-${process.pid}`);
  mkdirSync(copy, { recursive: true });
  try {
    const stack = readFileSync(join(folder, "cdk.tf.json"), "utf8");
    writeFileSync(join(copy, "cdk.tf.json"), withoutPreventDestroy(stack));
    writeFileSync(join(copy, "adopt.tf"), importBlocks);
    const lock = join(folder, ".terraform.lock.hcl");
    if (existsSync(lock)) copyFileSync(lock, join(copy, ".terraform.lock.hcl"));
    const terraform = (...args: string[]) => runProgram("terraform", [`-chdir=${copy}`, ...args]);

    progress("terraform init");
    await terraform("init", "-input=false", "-no-color");
    progress("terraform plan");
    await terraform("plan", "-input=false", "-no-color", "-lock=false", "-out=plan");
    const plan = JSON.parse((await terraform("show", "-json", "plan")).toString());
    return plan.resource_changes ?? [];
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function withoutPreventDestroy(json: string): string {
  return JSON.stringify(
    JSON.parse(json, (key, value) => (key === "prevent_destroy" ? undefined : value)),
  );
}
