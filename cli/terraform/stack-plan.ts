import { copyFileSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { failure } from "../command-error.ts";
import { guarding } from "../interruption.ts";
import { readJson } from "../json-file.ts";
import { progress } from "../report.ts";
import { runProgram } from "../run-program.ts";
import type { AnyStack } from "../synthesized-stacks.ts";
import { type Plan, readPlan } from "./plan.ts";

const STACK_FILE = "cdk.tf.json";
const IMPORT_FILE = "adopt.tf";

/**
 * Plans a stack and changes nothing. It plans a copy without `prevent_destroy`: a plan that fails on
 * it does not report what it would do.
 *
 * @param importBlocks HCL, in the place of the `adopt.tf` in the stack's folder
 * @throws CommandError if Terraform fails, or if a signal ends it
 */
export function planStack(stack: AnyStack, importBlocks?: string): Promise<Plan> {
  return guarding(() => planCopy(stack, importBlocks));
}

async function planCopy({ id, folder }: AnyStack, importBlocks: string | undefined): Promise<Plan> {
  // As deep as the stack's own folder, because the path of a local state is relative.
  const copies = join(dirname(dirname(folder)), "plans");
  const copy = join(copies, `${id}-${process.pid}`);
  mkdirSync(copy, { recursive: true });
  try {
    removeLeftovers(copies);
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
    return readPlan(parse(json, program), `The plan of ${id}`);
  } finally {
    rmSync(copy, { recursive: true });
    removeIfEmpty(copies);
  }
}

// A run that was killed has left its copy, with the provider in it.
function removeLeftovers(copies: string): void {
  for (const name of readdirSync(copies)) {
    const pid = Number(/\d+$/.exec(name)?.[0]);
    if (!isRunning(pid)) rmSync(join(copies, name), { recursive: true, force: true });
  }
}

// Another process may plan in it just now, or have removed it.
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes(code)) throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"; // It may be another user's.
  }
}

// Wrappers of Terraform print lines of their own. A plan holds secrets: it is not quoted.
function parse(json: Buffer, program: string): unknown {
  try {
    return JSON.parse(json.toString());
  } catch {
    throw failure(
      `${program} show -json printed what is no JSON. Is ${program} a wrapper that prints more?`,
    );
  }
}

// What lies beside the stack counts too: an adopt.tf, an override, the lock file.
function copyConfiguration(folder: string, copy: string): void {
  const stack = readJson(join(folder, STACK_FILE), "Run `npm run synth` here first.");
  const names = readdirSync(folder).filter((name) =>
    /\.(tf|tf\.json|tfvars|tfvars\.json)$|^\.terraform\.lock\.hcl$/.test(name),
  );
  for (const name of names) copyFileSync(join(folder, name), join(copy, name));
  writeFileSync(join(copy, STACK_FILE), withoutPreventDestroy(stack));
}

function withoutPreventDestroy(stack: unknown): string {
  const without = (key: string, value: unknown) => (key === "prevent_destroy" ? undefined : value);
  return JSON.stringify(stack, without, 2); // Terraform's messages quote a line.
}
