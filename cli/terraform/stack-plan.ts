import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { SynthesizedStack } from "../../stacks/project-format.ts";
import { progress } from "../report.ts";
import { runProgram } from "../run-program.ts";
import { type Plan, readPlan } from "./plan.ts";

const STACK_FILE = "cdk.tf.json";
const IMPORT_FILE = "adopt.tf";

/**
 * Plans a stack and changes nothing. It plans a copy without `prevent_destroy`: a plan that fails on
 * it does not report what it would do.
 *
 * @param importBlocks HCL, in the place of the `adopt.tf` in the stack's folder
 * @throws CommandError if Terraform fails
 */
export async function planStack(
  { id, folder }: SynthesizedStack,
  importBlocks?: string,
): Promise<Plan> {
  // As deep as the stack's own folder, because the path of a local state is relative.
  const copy = join(dirname(dirname(folder)), "plans", `${id}-${process.pid}`);
  mkdirSync(copy, { recursive: true });
  try {
    copyConfiguration(folder, copy);
    if (importBlocks !== undefined) writeFileSync(join(copy, IMPORT_FILE), importBlocks);
    // The CDKTF CLI reads the same variable.
    const program = process.env.TERRAFORM_BINARY_NAME ?? "terraform";
    const terraform = (...args: string[]) => runProgram(program, [`-chdir=${copy}`, ...args]);

    progress(`${id}: ${program} init`);
    await terraform("init", "-input=false", "-no-color");
    progress(`${id}: ${program} plan`);
    await terraform("plan", "-input=false", "-no-color", "-lock=false", "-out=plan");
    const json = await terraform("show", "-json", "plan");
    return readPlan(JSON.parse(json.toString()), `The plan of ${id}`);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

// What lies beside the stack counts too: an adopt.tf, an override, the lock file.
function copyConfiguration(folder: string, copy: string): void {
  const names = readdirSync(folder).filter((name) =>
    /\.(tf|tf\.json|tfvars|tfvars\.json)$|^\.terraform\.lock\.hcl$/.test(name),
  );
  for (const name of names) copyFileSync(join(folder, name), join(copy, name));
  const stack = readFileSync(join(folder, STACK_FILE), "utf8");
  writeFileSync(join(copy, STACK_FILE), withoutPreventDestroy(stack));
}

function withoutPreventDestroy(json: string): string {
  const stack = JSON.parse(json, (key, value) => (key === "prevent_destroy" ? undefined : value));
  return JSON.stringify(stack, null, 2); // Terraform's messages quote a line.
}
