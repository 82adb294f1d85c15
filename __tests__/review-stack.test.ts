import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type ReviewRequest, review, reviewStackPlan } from "../cli/review/review.ts";
import { readPlan } from "../cli/terraform/plan.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { writeProjectFile } from "../stacks/project-file/project-file.ts";
import { RegistryStack } from "../stacks/registry-stack.ts";
import { ecrWith } from "./support/ecr-answers.ts";
import {
  change,
  configuration,
  type Entry,
  headlines,
  planOf,
  replaced,
  repository,
  unchanged,
} from "./support/plans.ts";
import { temporaryFolder } from "./support/program.ts";
import { OTHER, replication, rule } from "./support/registry-plans.ts";
import { refusalOf } from "./support/reviews.ts";

const STACK = {
  id: "production",
  environment: "production",
  folder: "cdktf.out/stacks/production",
  region: "eu-west-1",
  accountId: "222222222222",
  repositories: [],
};
const IN_EU = { region: "eu-west-1", account: "222222222222" };
const API = "aws_ecr_repository.api";
const KEY = "arn:aws:kms:eu-west-1:222222222222:key/12345678-1234-1234-1234-123456789012";

const state = (attributes = {}) => repository("production/api", { ...IN_EU, ...attributes });
const judge = (changes: readonly Entry[], ecr = ecrWith(), stack: typeof STACK | object = {}) =>
  reviewStackPlan(
    { ...STACK, ...stack },
    readPlan(planOf(changes), "The plan of production"),
    ecr,
    [],
  );

describe("the plan of a stack is judged in its region and account:", () => {
  it("what it creates is looked for there", async () => {
    const ecr = ecrWith({ "eu-west-1/production/api": { images: 3 } });
    const created = change(API, null, { name: "production/api" });
    const { stack, findings } = await judge([created], ecr);
    expect(stack).toBe("production");
    expect(headlines(findings)).toEqual([`exists:${API} production/api 3`]);
    expect(ecr.asked).toEqual(["images eu-west-1 222222222222 production/api"]);
  });

  it("in the credentials' account without one", async () => {
    const ecr = ecrWith();
    await judge([change(API, null, { name: "production/api" })], ecr, { accountId: null });
    expect(ecr.asked).toEqual(["images eu-west-1  production/api"]);
  });

  it("unless the resource has another provider", async () => {
    const ecr = ecrWith();
    const providers = {
      aws: { expressions: { region: { constant_value: "eu-west-1" } } },
      "aws.other": { expressions: { region: { constant_value: "sa-east-1" } } },
    };
    const resource = (name: string, provider_config_key: string) => {
      const type = "aws_ecr_repository";
      return { address: `${type}.${name}`, mode: "managed", type, name, provider_config_key };
    };
    const resources = [resource("api", "aws"), resource("web", "aws.other")];
    const created = ["api", "web"].map((name) =>
      change(`aws_ecr_repository.${name}`, null, { name: `production/${name}` }),
    );
    const plan = planOf(created, { configuration: configuration(providers, resources) });
    await reviewStackPlan(STACK, readPlan(plan, "plan.json"), ecr, []);
    expect(ecr.asked).toEqual([
      "images eu-west-1 222222222222 production/api",
      "images sa-east-1  production/web",
    ]);
  });

  it.each([
    ["region", { region: "us-east-1" }],
    ["account", { account: "111111111111" }],
  ])("what the state holds in another %s stays behind", async (_, place) => {
    const { findings } = await judge([unchanged(API, state(place))]);
    expect(findings.map(({ kind }) => kind)).toEqual(["elsewhere"]);
  });
});

describe("a remedy speaks of settings:", () => {
  const remedyFor = async (...changes: Entry[]) => (await judge(changes)).findings[0]?.remedy;

  it("a component that is gone", async () => {
    const action_reason = "delete_because_no_resource_config";
    expect(await remedyFor(change(API, state(), null, { action_reason }))).toBe(
      "To keep it, put the component api back into the settings; a shared one needs createThirdpartyRepos too.",
    );
  });

  it("another name", async () => {
    const entry = replaced(API, state(), { name: "prod/api" }, [["name"]]);
    expect(await remedyFor(entry)).toBe(
      "To keep it, put the environment's and the repository's name back, so that the full name is \"production/api\".",
    );
  });

  it.each([
    ["AES256", "", 'To keep it, set encryptionType: "AES256" and no kmsKeyArn.'],
    ["KMS", KEY, `To keep it, set encryptionType: "KMS", kmsKeyArn: "${KEY}".`],
  ])("another encryption than %s", async (encryption_type, kms_key, remedy) => {
    const before = state({ encryption_configuration: [{ encryption_type, kms_key }] });
    const paths = [["encryption_configuration", 0, "encryption_type"]];
    expect(await remedyFor(replaced(API, before, state(), paths))).toBe(remedy);
  });

  it("another component", async () => {
    const created = change("aws_ecr_repository.backend", null, { name: "production/api" });
    expect(await remedyFor(change(API, state(), null), created)).toBe(
      'To keep it, add "api" to `formerly` in the entry of the component backend. It takes a list too, the oldest name first.',
    );
  });
});

// A program in the place of Terraform, which prints a plan; real Terraform has tests of its own.
describe("review of stacks", () => {
  const { path: folder, remove } = temporaryFolder();
  const progress = vi.spyOn(console, "error").mockImplementation(() => {});
  const write = (name: string, content: unknown) =>
    writeFileSync(
      join(folder, name),
      typeof content === "string" ? content : JSON.stringify(content),
      { mode: 0o755 },
    );

  beforeAll(() => {
    const app = new App({ outdir: join(folder, "cdktf.out") });
    for (const environment of ["production", "qa"]) {
      new EnvironmentStack(app, environment, { environment });
    }
    new RegistryStack(app, "registry", { accountId: "111111111111" });
    app.synth();
    writeProjectFile(app);
    write(
      "terraform",
      `#!/bin/sh
if [ "$2" = show ]; then cat "${folder}/$(basename -- "\${1%-*}").json"; fi
`,
    );
  });
  beforeEach(() => {
    vi.stubEnv("CDKTF_OUTDIR", join(folder, "cdktf.out"));
    vi.stubEnv("TERRAFORM_BINARY_NAME", join(folder, "terraform"));
    progress.mockClear();
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => {
    remove();
    progress.mockRestore();
  });

  const lost = change("aws_ecr_repository.backend", repository("production/backend"), null);
  const LABEL = "destroy:aws_ecr_repository.backend";
  const plans = (production: unknown, qa: unknown, registry: unknown = planOf([])) => {
    write("production.json", production);
    write("qa.json", qa);
    write("registry.json", registry);
  };
  const run = (request: Partial<ReviewRequest> = {}) =>
    review({ accept: [], offline: true, markdown: false, ...request });

  it("of one, in which findings may be accepted", async () => {
    plans(planOf([lost]), "");
    const open = await run({ stack: "production" });
    expect(open.data.findings).toMatchObject([
      { stack: "production", kind: "destroy", accepted: false },
    ]);
    expect(open.exitCode).toBe(1);
    expect(open.text).toMatch(/^production: 1 finding\. Do not apply it as it is\./);
    const accepted = await run({ stack: "production", accept: [LABEL] });
    expect(accepted.exitCode).toBe(0);
    expect(await refusalOf(run({ stack: "production", accept: ["destroy:x"] }))).toEqual({
      message: `--accept destroy:x: the plan has no such finding. The findings are ${LABEL}.`,
      exitCode: 2,
    });
  });

  it("of a registry stack", async () => {
    const address = "aws_ecr_registry_policy.policy";
    const created = change(address, null, { policy: '{"Statement":[]}' });
    plans("", "", planOf([created]));
    const { data } = await run({ stack: "registry" });
    expect([...data.findings, ...data.changes]).toMatchObject([{ stack: "registry", address }]);
  });

  it("of a registry stack, with the repositories that the app has there", async () => {
    const held = replication(rule([OTHER], "qa/"));
    const lost = change("aws_ecr_replication_configuration.replication", held, null);
    plans("", "", planOf([lost]));
    const { data, text } = await run({ stack: "registry" });
    expect(data.findings[0]?.reason).toMatch(/^No new image of qa\/\w+.* arrives in 2/);
    expect(text).toMatch(/\n {2}Repository {2}qa\/\*\n/);
  });

  it("of one that is not there", async () => {
    expect(await refusalOf(run({ stack: "staging" }))).toEqual({
      message: "staging: no such stack. The stacks are production, qa, registry.",
      exitCode: 2,
    });
  });

  it("of one whose plan cannot be judged", async () => {
    plans({ format_version: "2.0", planned_values: {} }, "");
    expect(await refusalOf(run({ stack: "production" }))).toEqual({
      message:
        'The plan of production cannot be judged: its format version is "2.0", and 1.x is known. Write it with `terraform show -json PLANFILE`.',
      exitCode: 2,
    });
  });

  it("of every one", async () => {
    plans(planOf([lost]), planOf([]));
    const { text, exitCode } = await run({ markdown: true });
    expect(text.split("\n").filter((line) => line.startsWith("#"))).toEqual([
      "### ❌ Images and access in production",
      "### ✅ Images and access in qa",
      "### ✅ Images and access in registry",
    ]);
    expect(exitCode).toBe(1);
  });

  it("of every one, though one has no answer", async () => {
    plans({ format_version: "2.0", planned_values: {} }, planOf([]));
    const { data, text, exitCode } = await run();
    const error =
      'The plan of production cannot be judged: its format version is "2.0", and 1.x is known. Write it with `terraform show -json PLANFILE`.';
    expect(data).toEqual({
      findings: [],
      changes: [],
      errors: [{ stack: "production", error }],
    });
    expect(text).toContain(`production: ${error}\n\nqa: no finding.\n\nregistry: no finding.`);
    expect(exitCode).toBe(3);
  });

  it("has no plan to review if Terraform prints no JSON", async () => {
    plans("no JSON", planOf([]));
    const { text, exitCode } = await run();
    expect(text).toContain("terraform show -json printed what is no JSON");
    expect(exitCode).toBe(3);
  });
});
