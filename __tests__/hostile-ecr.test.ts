import { writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { App } from "cdktf";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { adopt } from "../cli/adopt/adopt.ts";
import { overview } from "../cli/adopt/overview.ts";
import { consumerPolicy } from "../cli/consumer-policy/consumer-policy.ts";
import { Registry } from "../cli/ecr/registry.ts";
import { empty } from "../cli/empty/empty.ts";
import { expiry } from "../cli/expiry/expiry.ts";
import { replication } from "../cli/replication/replication.ts";
import { type Report, toCommandError } from "../cli/report.ts";
import { scanGate } from "../cli/scan-gate/scan-gate.ts";
import { readStack } from "../cli/synthesized-stacks.ts";
import { keepNewest } from "../policies/lifecycle/keep-newest.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { writeProjectFile } from "../stacks/project-file/project-file.ts";
import { RegistryStack } from "../stacks/registry-stack.ts";
import { EcrWire, type WireAnswer } from "./support/ecr-wire.ts";
import { temporaryFolder } from "./support/program.ts";
import { basic, status } from "./support/scan-answers.ts";
import { digestOf, INDEX_TYPE, indexOf } from "./support/scanned-images.ts";

const wire = new EcrWire();
const folder = temporaryFolder();
const ACCOUNT = "111111111111";
const NAME = "production/api";
/** The region that images are copied to; nothing has arrived there. */
const COPY = "us-west-2";

beforeAll(async () => {
  const app = new App({ outdir: folder.path });
  const repositories = [{ component: "api", name: "api", purpose: "API" }];
  const settings = { environment: "production", preventDestroy: false, maxImageCount: 10 };
  new EnvironmentStack(app, "production", { ...settings, repositories });
  const replication = [{ destinations: [{ region: COPY }] }];
  new RegistryStack(app, "registry", { accountId: ACCOUNT, replication });
  app.synth();
  writeProjectFile(app);
  vi.spyOn(console, "error").mockImplementation(() => {});
  for (const [name, value] of Object.entries(await wire.listen())) vi.stubEnv(name, value);
  vi.stubEnv("CDKTF_OUTDIR", folder.path);
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  wire.close();
  folder.remove();
});

const REGISTRY = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com`;
const MANIFEST = { schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json" };
const ARN = `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/${NAME}`;

/** What ECR answers if all is well. */
const ANSWERS: Readonly<Record<string, object>> = {
  DescribeRegistry: { registryId: ACCOUNT },
  DescribeRepositories: {
    repositories: [
      { repositoryName: NAME, repositoryArn: ARN, repositoryUri: `${REGISTRY}/${NAME}` },
    ],
  },
  GetAuthorizationToken: {
    authorizationData: [
      { authorizationToken: btoa("AWS:token"), proxyEndpoint: `https://${REGISTRY}` },
    ],
  },
  ListTagsForResource: { tags: [{ Key: "Component", Value: "api" }] },
  GetLifecyclePolicy: { lifecyclePolicyText: JSON.stringify(keepNewest(20)) },
  GetRepositoryPolicy: { policyText: '{"Version":"2012-10-17","Statement":[]}' },
  GetLifecyclePolicyPreview: { status: "COMPLETE", previewResults: [] },
  DescribeImages: {
    imageDetails: [
      {
        ...{ imageDigest: digestOf("v1"), imageTags: ["v1"], imagePushedAt: 1_700_000_000 },
        imageManifestMediaType: INDEX_TYPE,
      },
    ],
  },
  BatchGetImage: {
    images: [
      {
        imageId: { imageDigest: digestOf("v1") },
        imageManifest: JSON.stringify({ ...MANIFEST, config: {}, layers: [] }),
      },
    ],
  },
  DescribeImageReplicationStatus: {
    replicationStatuses: [{ region: COPY, registryId: ACCOUNT, status: "IN_PROGRESS" }],
  },
  DescribeImageScanFindings: (status("COMPLETE", basic("LOW")) as { body: object }).body,
};

const LISTS = {
  BatchGetImage: {
    images: [
      { imageId: { imageDigest: digestOf("v1") }, imageManifest: JSON.stringify(indexOf()) },
    ],
  },
};

const COMMANDS: Readonly<Record<string, () => Promise<Report>>> = {
  adopt: () => adopt({ stack: "production", script: false, check: false }),
  "adopt without a stack": overview,
  "consumer-policy": () => consumerPolicy("production", "pull", "json"),
  empty: () => empty({ stack: "production", components: [], confirm: "production" }),
  "expiry --aws": () =>
    expiry({
      ...{ stack: "production", components: [], check: false, aws: true, protect: [] },
      ...{ pulledWithin: 30, markdown: false },
    }),
  login: async () => ({ data: await registry().login(), text: "" }),
  push: async () => ({ data: await registry().repository(NAME), text: "" }),
  replication: () => replication({ stacks: ["production"], all: false }),
  "scan-gate": () => gate(60),
  "scan-gate in a hurry": () => gate(0.2),
};

const registry = () => new Registry(readStack("production"));

function gate(timeout: number) {
  const image = { stack: "production", component: "api", image: "v1" };
  return scanGate({ ...image, failOn: "CRITICAL", timeout, interval: 0.1, markdown: false });
}

const ASKED = [
  ["adopt", "DescribeRepositories"],
  ["adopt", "ListTagsForResource"],
  ["adopt", "GetLifecyclePolicy"],
  ["adopt", "GetRepositoryPolicy"],
  ["adopt without a stack", "DescribeRegistry"],
  ["adopt without a stack", "DescribeRepositories"],
  ["consumer-policy", "DescribeRegistry"],
  ["empty", "DescribeRegistry"],
  ["empty", "DescribeImages"],
  ["expiry --aws", "DescribeRegistry"],
  ["expiry --aws", "DescribeImages"],
  ["expiry --aws", "GetLifecyclePolicy"],
  ["expiry --aws", "BatchGetImage"],
  ["expiry --aws", "GetLifecyclePolicyPreview"],
  ["login", "GetAuthorizationToken"],
  ["push", "DescribeRepositories"],
  ["replication", "DescribeRegistry"],
  ["replication", "DescribeImages"],
  ["replication", "DescribeImageReplicationStatus"],
  ["scan-gate", "DescribeImages"],
  ["scan-gate", "BatchGetImage"],
  ["scan-gate", "DescribeImageScanFindings"],
] as const;

/** What a command answers while an operation is answered so. */
async function run(command: string, operation: string, fault: () => WireAnswer) {
  const asked: Record<string, number> = {};
  wire.answer = (name, _, region) => {
    if (region === COPY && name === "DescribeImages") return { body: { imageDetails: [] } };
    asked[name] = (asked[name] ?? 0) + 1;
    if (asked[name] > 100) throw new Error(`${name} is asked for ever`);
    const answers = command === "expiry --aws" ? { ...ANSWERS, ...LISTS } : ANSWERS;
    return name === operation ? fault() : { body: answers[name] ?? {} };
  };
  const { text, exitCode = 0 } = await COMMANDS[command]!().catch((error) => {
    const { message, exitCode } = toCommandError(error);
    return { text: message, exitCode };
  });
  return { text, exitCode, asked };
}

/** An answer whose parts are all another value. */
function withParts(operation: string, value: unknown): WireAnswer {
  const parts = Object.keys(ANSWERS[operation]!).map((part) => [part, value]);
  return { body: Object.fromEntries(parts) };
}

const FAULTS: Readonly<Record<string, (operation: string) => WireAnswer>> = {
  "an expired token": () => ({ error: "ExpiredTokenException" }),
  "no access": () => ({ error: "AccessDeniedException" }),
  "a page of a proxy": () => ({ text: "<html>Log in</html>" }),
  "a refusal of a proxy": () => ({ text: "<html>No</html>", status: 403 }),
  "half of an answer": () => ({ text: '{"imageDetails":[' }),
  "a broken connection": () => "reset",
  "nothing at all": () => ({ body: {} }),
  "numbers in it": (operation) => withParts(operation, 7),
  "texts in it": (operation) => withParts(operation, "text"),
  "lists of null in it": (operation) => withParts(operation, [null]),
  "nulls in it": (operation) => withParts(operation, null),
};

/** What is no fault: a policy is a text, a scan without a status has not begun, and no copy either. */
const FAULTLESS: Readonly<Record<string, readonly string[]>> = {
  "texts in it": ["GetLifecyclePolicy", "GetRepositoryPolicy"],
  "nothing at all": ["DescribeImageScanFindings", "DescribeImageReplicationStatus"],
  "lists of null in it": ["DescribeImageScanFindings"],
  "nulls in it": ["DescribeImageScanFindings", "DescribeImageReplicationStatus"],
};

describe.each(Object.entries(FAULTS))("%s", (fault, answer) => {
  test.each(ASKED.filter(([, operation]) => !FAULTLESS[fault]?.includes(operation)))(
    "fails %s, which asks %s",
    async (command, operation) => {
      const { text, exitCode } = await run(command, operation, () => answer(operation));
      expect(exitCode).toBe(3);
      expect(text).not.toMatch(/TypeError|hidden field| at /);
      // The gate's own reason is as good: a part of the answer has another shape.
      if (!text.includes("failed (")) expect(text).toContain(`AWS: ${operation}`);
    },
  );
});

test.each(ASKED)("%s is well if %s is answered", async (command, operation) => {
  const good = command === "expiry --aws" ? { ...ANSWERS, ...LISTS } : ANSWERS;
  const { exitCode, asked } = await run(command, operation, () => ({ body: good[operation] }));
  expect(exitCode).toBe(["empty", "replication"].includes(command) ? 1 : 0);
  expect(asked[operation]).toBeGreaterThan(0);
});

test("the remedy of an expired token is named", async () => {
  const { text } = await run("adopt", "ListTagsForResource", () => ({
    error: "ExpiredTokenException",
  }));
  expect(text).toContain("Renew the credentials, then run it again");
});

test("what is no JSON is ascribed to what stands between", async () => {
  const { text } = await run("adopt", "DescribeRepositories", () => ({
    text: "<html>Log in</html>",
  }));
  expect(text).toBe(
    "AWS: DescribeRepositories was answered with what is no JSON. Check AWS_ENDPOINT_URL, and the proxy if there is one",
  );
});

test.each(["adopt", "adopt without a stack"])("one page for ever ends %s", async (command) => {
  const { text, exitCode, asked } = await run(command, "DescribeRepositories", () => ({
    body: { ...ANSWERS.DescribeRepositories, nextToken: "again" },
  }));
  expect(text).toBe("AWS: DescribeRepositories answered with one page twice");
  expect(exitCode).toBe(3);
  expect(asked.DescribeRepositories).toBe(2);
});

test("repositories of all pages are listed", async () => {
  const other = { repositoryName: "other", repositoryArn: "arn" };
  const pages = [
    { repositories: [other], nextToken: "more" },
    { ...ANSWERS.DescribeRepositories, nextToken: null },
  ];
  const { text, exitCode } = await run("adopt without a stack", "DescribeRepositories", () => ({
    body: pages.shift(),
  }));
  expect(text).toMatch(/production +production\/api +us-east-1 +exists/);
  expect(text).toMatch(/not ours +other +us-east-1 +exists/);
  expect(exitCode).toBe(0);
});

test("adopt waits if AWS throttles it", async () => {
  const throttled = new Set<string>();
  wire.answer = (operation) => {
    if (throttled.has(operation)) return { body: ANSWERS[operation] };
    throttled.add(operation);
    return { error: "ThrottlingException" };
  };
  const { data } = await adopt({ stack: "production", script: false, check: false });
  expect(data).toMatchObject({ existing: [{ name: NAME, tags: { Component: "api" } }] });
  expect(throttled.size).toBe(4);
});

test("a deletion without a readable answer is followed by a list of what is left", async () => {
  const { text, exitCode, asked } = await run("empty", "BatchDeleteImage", () => ({
    body: { failures: 7 },
  }));
  expect(text).toContain(`${digestOf("v1")} (v1) is left: AWS: BatchDeleteImage answered without`);
  expect(exitCode).toBe(1);
  expect(asked).toMatchObject({ BatchDeleteImage: 1, DescribeImages: 2 });
});

test("a gate whose scan does not begin fails", async () => {
  const { exitCode } = await run("scan-gate in a hurry", "DescribeImageScanFindings", () => ({
    body: {},
  }));
  expect(exitCode).toBe(3);
});

test.each(["silence", "stall"] as const)("%s ends a gate when its time is up", async (answer) => {
  for (const operation of ["DescribeImages", "BatchGetImage", "DescribeImageScanFindings"]) {
    const { text, exitCode } = await run("scan-gate in a hurry", operation, () => answer);
    expect(text).toContain("ECR did not answer in time.");
    expect(exitCode).toBe(3);
  }
});

test("half of an answer is waited for no longer than for an answer", async () => {
  const { setTimeout } = Socket.prototype;
  // A second is a millisecond.
  const faster = vi.spyOn(Socket.prototype, "setTimeout").mockImplementation(function (
    this: Socket,
    limit,
    onTimeout,
  ) {
    return setTimeout.call(this, limit / 1_000, onTimeout);
  });
  const { text, exitCode } = await run("adopt", "DescribeRepositories", () => "stall");
  faster.mockRestore();
  expect(text).toMatch(/^AWS: DescribeRepositories: TimeoutError: .* after 30000 ms/);
  expect(exitCode).toBe(3);
});

test("credentials that do not come end the waiting", async () => {
  const config = join(folder.path, "config");
  writeFileSync(config, "[profile slow]\ncredential_process = sleep 1\n");
  vi.stubEnv("AWS_CONFIG_FILE", config);
  vi.stubEnv("AWS_PROFILE", "slow");
  vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const waiting = run("consumer-policy", "DescribeRegistry", () => ({ body: {} }));
  await vi.advanceTimersByTimeAsync(180_000);
  expect(await waiting).toMatchObject({
    text: "AWS: DescribeRegistry was not answered within 180 s. Check the network, and what provides the credentials",
    exitCode: 3,
    asked: {},
  });
});
