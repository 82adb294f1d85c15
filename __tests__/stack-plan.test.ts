import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { planStack } from "../cli/terraform/stack-plan.ts";
import { temporaryFolder } from "./support/program.ts";

test("a signal between two programs finds somebody who removes the copy of the stack", async () => {
  const temporary = temporaryFolder();
  const folder = join(temporary.path, "cdktf.out", "stacks", "production");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "cdk.tf.json"), "{}");
  vi.stubEnv("TERRAFORM_BINARY_NAME", "true");
  const before = process.listenerCount("SIGINT");
  const during: number[] = [];
  // It reports its progress before it starts a program.
  const progress = vi.spyOn(console, "error").mockImplementation(() => {
    during.push(process.listenerCount("SIGINT"));
  });
  const stack = { id: "production", region: "us-east-1", accountId: null, folder };
  const planning = planStack(stack);
  await expect(planning).rejects.toThrow("true show -json printed what is no JSON.");
  expect(during).toEqual([before + 1, before + 1]);
  expect(process.listenerCount("SIGINT")).toBe(before);
  progress.mockRestore();
  vi.unstubAllEnvs();
  temporary.remove();
});
