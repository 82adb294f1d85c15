import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AnyStack } from "../cli/synthesized-stacks.ts";
import { planStack } from "../cli/terraform/stack-plan.ts";
import { temporaryFolder } from "./support/program.ts";

let temporary: ReturnType<typeof temporaryFolder>;
let stack: AnyStack;
beforeEach(() => {
  temporary = temporaryFolder();
  const folder = join(temporary.path, "cdktf.out", "stacks", "production");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "cdk.tf.json"), "{}");
  stack = { id: "production", region: "us-east-1", accountId: null, folder };
  vi.stubEnv("TERRAFORM_BINARY_NAME", "true");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  temporary.remove();
});

test("a signal between two programs finds somebody who removes the copy of the stack", async () => {
  const before = process.listenerCount("SIGINT");
  const during: number[] = [];
  // It reports its progress before it starts a program.
  vi.spyOn(console, "error").mockImplementation(() => {
    during.push(process.listenerCount("SIGINT"));
  });
  const planning = planStack(stack);
  await expect(planning).rejects.toThrow("true show -json printed what is no JSON.");
  expect(during).toEqual([before + 1, before + 1]);
  expect(process.listenerCount("SIGINT")).toBe(before);
});

test("a plan leaves no folder behind, unless another process plans in it", async () => {
  vi.spyOn(console, "error").mockReturnValue();
  const output = dirname(dirname(stack.folder));
  await expect(planStack(stack)).rejects.toThrow("printed what is no JSON");
  expect(readdirSync(output)).toEqual(["stacks"]);

  const other = join(output, "plans", `staging-${process.ppid}`);
  mkdirSync(other, { recursive: true });
  await expect(planStack(stack)).rejects.toThrow("printed what is no JSON");
  expect(existsSync(other)).toBe(true);
});
