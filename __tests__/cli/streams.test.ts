import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CliProject, NO_AWS } from "../support/cli-project.ts";
import { CLEAN_ENV } from "../support/environment.ts";
import { change, planOf, repository } from "../support/plans.ts";
import { run } from "../support/processes.ts";

let project: CliProject;

beforeAll(() => {
  // More output than a pipe holds: the tool still writes when its reader goes away.
  const names = Array.from({ length: 1_000 }, (_, index) => `api${index}`);
  const repositories = names.map((name) => ({ component: name, name, purpose: "API" }));
  project = new CliProject({
    production: { environment: "production", accountId: "111111111111", repositories },
  });
  const lost = names.map((name) => change(`aws_ecr_repository.${name}`, repository(name), null));
  project.write("plan.json", planOf(lost));
});
afterAll(() => project.remove());

/** Runs a line in a shell that has the tool as `artos`. */
function inShell(line: string, env: Readonly<Record<string, string>> = NO_AWS) {
  const tool = `artos() { "${process.execPath}" "${resolve("bin/artos-ecr")}" "$@"; }`;
  return run("sh", ["-c", `${tool}\n${line}`], {
    cwd: project.folder,
    env: { ...CLEAN_ENV, ...env },
  });
}

test.each([
  ["access", 0],
  ["access --json", 0],
  ["consumer-policy production", 0],
  ["review --plan plan.json --offline", 1],
  ["review --plan plan.json --offline --json", 1],
])("%s ends as always if its reader goes away", async (args, code) => {
  const { stdout, stderr } = await inShell(`(artos ${args}; echo $? >code) | head -n 1`);
  expect(stdout.trim()).not.toBe("");
  expect(stderr).not.toMatch(/EPIPE|Error/);
  expect(readFileSync(join(project.folder, "code"), "utf8")).toBe(`${code}\n`);
});

test("a reader that takes its time gets all of it", async () => {
  const { stdout } = await inShell("artos access --json | (sleep 0.5; cat)");
  expect(JSON.parse(stdout)).toHaveLength(1_000);
});

test.skipIf(!existsSync("/dev/full"))("a result that cannot be written is a failure", async () => {
  const { code, stderr } = await inShell("artos access >/dev/full");
  expect(stderr).toBe("The result cannot be written: ENOSPC: no space left on device, write\n");
  expect(code).toBe(3);
});

test.skipIf(!existsSync("/dev/full"))("progress that cannot be shown is none", async () => {
  const { code, stdout } = await inShell("artos consumer-policy production 2>/dev/full");
  expect(JSON.parse(stdout)).toHaveProperty("Statement");
  expect(code).toBe(0);
});

test("credentials that do not come keep neither a gate nor the process", async () => {
  const AWS_CONFIG_FILE = project.write(
    "config",
    "[profile slow]\ncredential_process = sh -c 'sleep 20 >/dev/null 2>&1'\n",
  );
  const started = Date.now();
  const { code, stderr } = await inShell("artos scan-gate production api1 v1 --timeout 1", {
    AWS_CONFIG_FILE,
    AWS_PROFILE: "slow",
  });
  expect(stderr).toBe("AWS: ECR did not answer in time.\n");
  expect(code).toBe(3);
  expect(Date.now() - started).toBeLessThan(15_000);
});
