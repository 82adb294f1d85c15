import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CliProject } from "../support/cli-project.ts";
import { FakeEcr, fakeDigest } from "../support/fake-ecr.ts";
import { interruptTool } from "../support/interrupted.ts";
import { isGone } from "../support/processes.ts";
import { status } from "../support/scan-answers.ts";

const API = "production/api";
const WORKER = "production/worker";

const ecr = new FakeEcr();
let project: CliProject;
let env: Record<string, string>;

beforeAll(async () => {
  const repositories = [
    { component: "api", name: "api", purpose: "API" },
    { component: "worker", name: "worker", purpose: "Works" },
  ];
  const settings = { preventDestroy: false, repositories };
  project = new CliProject({
    production: { environment: "production", ...settings },
    staging: { environment: "staging", ...settings },
  });
  const TERRAFORM_BINARY_NAME = join(project.folder, "terraform");
  env = { ...(await ecr.listen()), TERRAFORM_BINARY_NAME };
});
beforeEach(() => {
  ecr.fault = () => undefined;
  ecr.requests = [];
  ecr.repositories = new Map();
  rmSync(join(project.folder, "pid"), { force: true });
});
afterAll(() => {
  ecr.close();
  project.remove();
});

/** A Terraform that does this when it plans, and shows that. */
function terraform(plan: string, show = "{}"): void {
  const script = `#!/bin/sh\ncase $2 in plan) ${plan};; show) echo '${show}';; esac\n`;
  writeFileSync(join(project.folder, "terraform"), script, { mode: 0o755 });
}

const WAITING = 'sleep 600 & echo $! > "$(dirname $0)/pid"; wait';

const pid = () => {
  const file = join(project.folder, "pid");
  return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
};
const plans = () => join(project.folder, "cdktf.out", "plans");

/** Runs the tool, and sends it a signal when Terraform plans. */
function whilePlanning(signal: NodeJS.Signals, ...args: string[]) {
  terraform(WAITING);
  const isReady = () => pid() !== "";
  return interruptTool({ folder: project.folder, env, args, signal, isReady });
}

describe("a signal while Terraform plans ends it, and its copy of the stack goes:", () => {
  test("review of all stacks, which plans no other", async () => {
    const { code, stdout, stderr } = await whilePlanning("SIGINT", "review");
    expect(stderr).toBe(
      "production: PATH init\nproduction: PATH plan\nInterrupted by SIGINT.\n".replaceAll(
        "PATH",
        `${env.TERRAFORM_BINARY_NAME}`,
      ),
    );
    expect(stdout).toBe("");
    expect(code).toBe(130);
    expect(existsSync(plans())).toBe(false);
    expect(await isGone(Number(pid()))).toBe(true);
  });

  test("adopt --check", async () => {
    ecr.fault = (operation) => {
      const repositories = [{ repositoryName: API, repositoryArn: "arn" }];
      if (operation === "DescribeRepositories") return { body: { repositories } };
      if (operation === "ListTagsForResource") return { body: { tags: [] } };
      if (operation === "GetLifecyclePolicy") return { error: "LifecyclePolicyNotFoundException" };
      return { error: "RepositoryPolicyNotFoundException" };
    };
    const { code, stderr } = await whilePlanning("SIGTERM", "adopt", "production", "--check");
    expect(stderr).toContain("Interrupted by SIGTERM.");
    expect(code).toBe(143);
    expect(existsSync(plans())).toBe(false);
    expect(await isGone(Number(pid()))).toBe(true);
    expect(readdirSync(project.stackFolder("production"))).toEqual(["cdk.tf.json"]);
  });
});

test("the copy that a killed review left goes with the next", async () => {
  const { signal } = await whilePlanning("SIGKILL", "review", "production");
  expect(signal).toBe("SIGKILL");
  expect(readdirSync(plans())).toHaveLength(1);
  process.kill(Number(pid()));

  terraform("true", "[command]terraform show");
  const { code, stderr } = await project.run(env, "review", "production");
  expect(stderr).toContain("show -json printed what is no JSON.");
  expect(code).toBe(3);
  expect(existsSync(plans())).toBe(false);
});

test.each([
  ["is not there", () => rmSync(join(project.stackFolder("staging"), "cdk.tf.json"))],
  ["is no JSON", () => writeFileSync(join(project.stackFolder("staging"), "cdk.tf.json"), "{")],
])("a stack that %s is reported", async (_, spoil) => {
  terraform("true");
  spoil();
  const { code, stderr } = await project.run(env, "review", "staging");
  expect(stderr).toMatch(/cdk\.tf\.json cannot be read: .*\nRun `npm run synth` here first\.\n$/);
  expect(code).toBe(2);
  expect(existsSync(plans())).toBe(false);
});

test("a folder that cannot be written is reported", async () => {
  writeFileSync(plans(), "");
  const { code, stderr } = await project.run(env, "review", "production");
  expect(stderr).toMatch(/^\w+: [^\n]+ mkdir '[^\n]+'\n$/);
  expect(code).toBe(3);
  rmSync(plans());
});

test("a signal ends a gate that waits, and it passes nothing", async () => {
  let isAsked = false;
  const imageDetails = [{ imageDigest: fakeDigest(1) }];
  ecr.fault = (operation) => {
    if (operation === "DescribeImages") return { body: { imageDetails } };
    if (operation === "DescribeImageScanFindings") {
      isAsked = true;
      return status("IN_PROGRESS");
    }
    return { body: { images: [{ imageManifest: "{}" }] } };
  };
  const { code, signal, stdout } = await interruptTool({
    folder: project.folder,
    env,
    args: ["scan-gate", "production", "api", fakeDigest(1), "--interval", "60"],
    signal: "SIGINT",
    isReady: () => isAsked,
  });
  expect(stdout).toBe("");
  expect([code, signal]).toEqual([null, "SIGINT"]);
});

describe("a signal while images are deleted", () => {
  const images = (count: number, from: number) =>
    Array.from({ length: count }, (_, index) => ({ imageDigest: fakeDigest(from + index) }));

  const emptying = (signal: NodeJS.Signals, answersAsked: number) => {
    ecr.repositories = new Map([
      [API, images(250, 1)],
      [WORKER, images(3, 1_000)],
    ]);
    ecr.fault = (operation) => {
      if (operation !== "BatchDeleteImage" || ecr.batches.length <= answersAsked) return undefined;
      return { error: "ThrottlingException" };
    };
    return interruptTool({
      folder: project.folder,
      env,
      args: ["empty", "production", "--confirm", "production"],
      signal,
      isReady: () => ecr.batches.length > answersAsked,
    });
  };

  test("ends it, with a report of what was deleted, and the next run does the rest", async () => {
    const { code, stdout } = await emptying("SIGINT", 1);
    expect(stdout).toContain(`${API}: 100 of 250 images deleted\n`);
    expect(stdout).toContain(`${fakeDigest(101)} is left: Interrupted by SIGINT.\n`);
    expect(stdout).toMatch(
      /production\/worker: not tried: 3 left\nInterrupted by SIGINT\.\nRun it again to delete what is left\.\n$/,
    );
    expect(code).toBe(130);
    expect(ecr.present[API]).toHaveLength(150);
    expect(ecr.present[WORKER]).toHaveLength(3);

    ecr.fault = () => undefined;
    const again = await project.run(env, "empty", "production", "--confirm", "production");
    expect(again.stdout).toContain(`${API}: 150 of 150 images deleted\n`);
    expect(again.code).toBe(0);
    expect(ecr.present).toEqual({ [API]: [], [WORKER]: [] });
  });
});
