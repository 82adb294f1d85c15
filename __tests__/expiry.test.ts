import { App } from "cdktf";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type ExpiryRequest, expiry } from "../cli/expiry/expiry.ts";
import { toCommandError } from "../cli/report.ts";
import type { LifecycleRule } from "../policies/lifecycle/lifecycle-rule.ts";
import { lifecyclePolicyOf } from "../policies/lifecycle/written-policy.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { writeProjectFile } from "../stacks/project-file/project-file.ts";
import { EcrWire, type WireAnswer } from "./support/ecr-wire.ts";
import { temporaryFolder } from "./support/program.ts";

const RULES: readonly LifecycleRule[] = [
  { tagPatterns: ["v*"], keepForever: true },
  { tagPrefixes: ["ci-"], expireAfterDays: 14 },
  { tagStatus: "any", keepNewest: 4 },
];
const DAY = 86_400;
const INDEX = "application/vnd.oci.image.index.v1+json";
const digest = (name: string | number) => `sha256:${`${name}`.padStart(64, "0")}`;
const daysAgo = (days: number) => Date.now() / 1_000 - days * DAY;

interface Image {
  readonly name: number;
  readonly tags?: readonly string[];
  /** In days. */
  readonly age: number;
  readonly pulled?: number;
  readonly children?: readonly number[];
}

const describeImage = ({ name, tags, age, pulled, children }: Image) => ({
  imageDigest: digest(name),
  imageTags: tags,
  imagePushedAt: daysAgo(age),
  imageSizeInBytes: 1_000_000,
  imageManifestMediaType: children ? INDEX : "application/vnd.oci.image.manifest.v1+json",
  ...(pulled === undefined ? {} : { lastRecordedPullTime: daysAgo(pulled) }),
});

const wire = new EcrWire();
const folder = temporaryFolder();
let images: Image[];
let deployed: string | null;
let preview: object[];
let statuses: string[];
let requests: { operation: string; input: Record<string, unknown> }[];
let fault: (operation: string, repository: unknown) => WireAnswer | undefined;

function answer(operation: string, input: Record<string, unknown>): WireAnswer {
  requests.push({ operation, input });
  const failed = fault(operation, input.repositoryName);
  if (failed) return failed;
  if (operation === "DescribeRegistry") return { body: { registryId: "111111111111" } };
  if (operation === "DescribeImages") {
    if (input.repositoryName !== "qa/api") return { error: "RepositoryNotFoundException" };
    const start = Number(input.nextToken ?? 0);
    const nextToken = start + 2 < images.length ? `${start + 2}` : undefined;
    return { body: { imageDetails: images.slice(start, start + 2).map(describeImage), nextToken } };
  }
  if (operation === "GetLifecyclePolicy") {
    return deployed === null
      ? { error: "LifecyclePolicyNotFoundException" }
      : { body: { lifecyclePolicyText: deployed } };
  }
  if (operation === "BatchGetImage") {
    const ids = input.imageIds as { imageDigest: string }[];
    return {
      body: {
        images: ids.map((imageId) => ({
          imageId,
          imageManifest: JSON.stringify({
            manifests: images
              .find(({ name }) => digest(name) === imageId.imageDigest)
              ?.children?.map((child) => ({ digest: digest(child) })),
          }),
        })),
      },
    };
  }
  if (operation === "StartLifecyclePolicyPreview") return { body: {} };
  if (operation === "GetLifecyclePolicyPreview") {
    const status = statuses.shift() ?? "COMPLETE";
    return { body: { status, previewResults: status === "COMPLETE" ? preview : [] } };
  }
  return { error: "UnknownOperationException" };
}

const output: string[] = [];
async function run(request: Partial<ExpiryRequest> = {}) {
  const options = { check: false, aws: false, protect: [], pulledWithin: 30, markdown: false };
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => pauses.push(milliseconds);
  const terminal = { isTTY: true, write: (text: string) => output.push(text) > 0 };
  try {
    const input = { stack: "qa", components: ["api"], ...options, ...request };
    const report = await expiry(input, { pause, output: terminal });
    // biome-ignore lint/suspicious/noExplicitAny: what --json prints
    return { code: report.exitCode, text: report.text, data: report.data as any, pauses };
  } catch (error) {
    const { exitCode, message } = toCommandError(error);
    return { code: exitCode, text: message, data: undefined, pauses };
  }
}

beforeAll(async () => {
  const app = new App({ outdir: folder.path });
  const repositories = ["api", "web", "all"].map((component) => ({
    component,
    name: component,
    purpose: "Test",
    ...(component === "all" && { lifecycleRules: [] }),
  }));
  const settings = { environment: "qa", lifecycleRules: RULES, repositories };
  new EnvironmentStack(app, "qa", settings);
  new EnvironmentStack(app, "bound", { ...settings, environment: "b", accountId: "222222222222" });
  new EnvironmentStack(app, "many", {
    environment: "many",
    lifecycleRules: RULES,
    repositories: ["a", "b", "c", "d", "e", "f"].map((component) => ({
      component,
      name: component,
      purpose: "Test",
    })),
  });
  app.synth();
  writeProjectFile(app);
  wire.answer = answer;
  for (const [name, value] of Object.entries(await wire.listen())) vi.stubEnv(name, value);
  vi.stubEnv("CDKTF_OUTDIR", folder.path);
});
beforeEach(() => {
  images = [
    { name: 1, tags: ["v1"], age: 900 },
    { name: 2, tags: ["ci-1"], age: 40, pulled: 2 },
    { name: 3, tags: ["ci-2"], age: 30 },
    { name: 4, tags: ["ci-3"], age: 3 },
    { name: 5, tags: ["main"], age: 2, pulled: 1 },
  ];
  deployed = null;
  preview = [];
  statuses = [];
  requests = [];
  fault = () => undefined;
  output.length = 0;
});
afterAll(() => {
  vi.unstubAllEnvs();
  wire.close();
  folder.remove();
});

describe("expiry", () => {
  it("reports what goes by the synthesized policy alone, the lately pulled first", async () => {
    const { code, text, data } = await run();
    expect(code).toBe(0);
    expect(data.repositories).toMatchObject([
      {
        repository: "qa/api",
        images: 5,
        expiring: 3,
        archived: 0,
        bytes: 3_000_000,
        losses: [
          { tags: ["ci-1"], fate: "expires", soon: true, pulledLately: true, protectedBy: null },
          { tags: ["ci-2"], soon: true, pulledLately: false },
          { tags: ["ci-3"], soon: false },
        ],
      },
    ]);
    expect(text).toContain("qa/api: 2 of 5 images expire, 1 more in time (3 images, 3.0 MB,");
    expect(text).toMatch(/ci-1 +\S+ +\S+ +1\.0 MB +expires +pulled within 30 days/);
    expect(text).toMatch(/ci-3 +\S+ +1\.0 MB +expires in time/);
    expect(text).toContain(
      "qa: 3 images go that the deployed policies keep. Protected or pulled lately: 1.",
    );
  });

  it("leaves out what the deployed policy expires already", async () => {
    deployed = JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          selection: {
            tagStatus: "tagged",
            tagPrefixList: ["ci-"],
            countType: "sinceImagePushed",
            countUnit: "days",
            countNumber: 35,
          },
          action: { type: "expire" },
        },
      ],
    });
    const { data } = await run();
    expect(data.repositories[0].losses.map((loss: { tags: string[] }) => loss.tags)).toEqual([
      ["ci-2"],
    ]);
  });

  it("finds nothing if the policy is deployed", async () => {
    const [stack] = (await import("../cli/synthesized-stacks.ts"))
      .readStacks()
      .filter(({ id }) => id === "qa");
    const api = stack?.repositories.find(({ component }) => component === "api");
    deployed = api?.lifecyclePolicy ?? "";
    const { code, text, data } = await run({ check: true });
    expect(code).toBe(0);
    expect(data.repositories[0].losses).toEqual([]);
    expect(text).toBe("qa: the synthesized policies expire nothing that the deployed ones keep.");
  });

  it("asks for no policy if the stack writes none, and knows that a repository is not there", async () => {
    const { data, text } = await run({ components: [] });
    expect(data.repositories).toMatchObject([
      { repository: "qa/all", images: null, losses: [] },
      { repository: "qa/api", images: 5 },
      { repository: "qa/web", images: null, losses: [] },
    ]);
    expect(text).toContain("qa/web does not exist yet.");
    expect(requests.filter(({ operation }) => operation === "GetLifecyclePolicy")).toHaveLength(1);
  });

  it("reads manifest lists, and keeps the images that a kept list names", async () => {
    images = [
      { name: 1, tags: ["v1"], age: 90, children: [2] },
      ...[2, 3, 4, 5, 6, 7].map((name) => ({ name, age: 100 - name })),
    ];
    const { data } = await run();
    expect(data.repositories[0].losses.map((loss: { digest: string }) => loss.digest)).toEqual([
      digest(4),
      digest(3),
    ]);
    const readings = () => requests.filter(({ operation }) => operation === "BatchGetImage");
    expect(readings()).toHaveLength(1);
    requests = [];
    preview = [3, 4].map((name) => ({
      imageDigest: digest(name),
      action: { type: "EXPIRE" },
      appliedRulePriority: 3,
    }));
    expect((await run({ aws: true })).data.repositories[0].differences).toEqual([]);
    expect(readings()).toHaveLength(1);
  });

  it("shows on a terminal how many images it has read", async () => {
    await run();
    expect(output).toEqual([
      "\r\u001b[Kqa/api: 2 images read",
      "\r\u001b[Kqa/api: 4 images read",
      "\r\u001b[Kqa/api: 5 images read",
      "\r\u001b[K",
    ]);
  });

  it("shows 20 images of a repository, and all of them as JSON", async () => {
    images = Array.from({ length: 40 }, (_, name) => ({ name, tags: [`ci-${name}`], age: 30 }));
    const { text, data } = await run();
    expect(text.match(/expires/g)).toHaveLength(20);
    expect(text).toContain("  and 20 more: --json lists all");
    expect(data.repositories[0].losses).toHaveLength(40);
  });

  it("is Markdown for a pull request, without markup from tags", async () => {
    images.push({ name: 6, tags: ["ci-a|b"], age: 50 });
    const { text } = await run({ markdown: true });
    expect(text.split("\n").slice(0, 6)).toEqual([
      "### ❌ Images that expire in `qa`",
      "",
      expect.stringMatching(/^`qa\/api`: 3 of 6 images expire, 1 more in time \(`4 images, /),
      "",
      "| Tags | Pushed | Last pull | Size | What | Note |",
      "| --- | --- | --- | --- | --- | --- |",
    ]);
    expect(text).toContain("| `ci-a\\|b` |");
  });
});

describe("expiry --check", () => {
  it("refuses that an image goes which was pulled lately", async () => {
    expect(await run({ check: true })).toMatchObject({ code: 1 });
    expect(await run({ check: true, pulledWithin: 1 })).toMatchObject({ code: 0 });
    images[3] = { name: 4, tags: ["ci-3"], age: 3, pulled: 0 };
    images.splice(1, 1);
    expect(await run({ check: true })).toMatchObject({ code: 0 });
  });

  it("refuses that a tag goes which the deployed policy keeps for ever", async () => {
    images = [1, 2, 3, 4, 5].map((name) => ({ name, tags: [`main-${name}`], age: name }));
    expect((await run({ check: true })).code).toBe(0);
    const rules = [{ tagPatterns: ["main-*"], keepForever: true }] as const;
    deployed = JSON.stringify(lifecyclePolicyOf(rules));
    const { code, text } = await run({ check: true });
    expect(code).toBe(1);
    expect(text).toContain("main-* is protected");
  });

  it("refuses that a protected tag goes, soon or in time", async () => {
    const { code, text } = await run({ check: true, pulledWithin: 1, protect: ["x", "*-3"] });
    expect(code).toBe(1);
    expect(text).toMatch(/ci-3 .* expires in time +\*-3 is protected/);
    expect(await run({ check: true, pulledWithin: 1, protect: ["*-4"] })).toMatchObject({
      code: 0,
    });
  });
});

describe("expiry --aws", () => {
  const gone = (name: number, type = "EXPIRE", appliedRulePriority = 2) => ({
    imageDigest: digest(name),
    action: { type },
    appliedRulePriority,
  });

  it("agrees with ECR's preview", async () => {
    preview = [gone(2), gone(3)];
    statuses = ["IN_PROGRESS", "IN_PROGRESS"];
    const { code, data, pauses } = await run({ aws: true });
    expect(code).toBe(0);
    expect(data.repositories[0].differences).toEqual([]);
    expect(pauses).toEqual([2_000, 2_000]);
    const start = requests.find(({ operation }) => operation === "StartLifecyclePolicyPreview");
    expect(JSON.parse(`${start?.input.lifecyclePolicyText}`).rules).toHaveLength(3);
  });

  it("reports where it differs", async () => {
    preview = [gone(2, "EXPIRE", 3), gone(4), gone(5, "TRANSITION")];
    const { data, text } = await run({ aws: true });
    expect(data.repositories[0].differences).toEqual([
      {
        digest: digest(2),
        tags: ["ci-1"],
        aws: "expires it by rule 3",
        simulator: "expires it by rule 2",
      },
      { digest: digest(3), tags: ["ci-2"], aws: "keeps it", simulator: "expires it by rule 2" },
      { digest: digest(4), tags: ["ci-3"], aws: "expires it by rule 2", simulator: "keeps it" },
      { digest: digest(5), tags: ["main"], aws: "archives it by rule 2", simulator: "keeps it" },
    ]);
    expect(text).toContain(
      "  ECR's preview differs for main: ECR archives it by rule 2, and the simulator keeps it",
    );
  });

  it("waits for a preview that is being made, and gives up on one that fails", async () => {
    let starts = 0;
    fault = (operation) => {
      if (operation !== "StartLifecyclePolicyPreview") return undefined;
      starts += 1;
      return starts < 3 ? { error: "LifecyclePolicyPreviewInProgressException" } : undefined;
    };
    preview = [gone(2), gone(3)];
    expect(await run({ aws: true })).toMatchObject({ code: 0, pauses: [2_000, 2_000] });
    statuses = ["FAILED"];
    expect(await run({ aws: true })).toMatchObject({
      code: 3,
      text: expect.stringContaining(
        "qa/api: it is not known what expires: AWS: the preview for qa/api ended as FAILED",
      ),
    });
  });
});

describe("expiry without an answer", () => {
  it("fails if the deployed policy cannot be read", async () => {
    deployed = '{"rules":[{"rulePriority":1,"selection":{"countType":"sinceCreated"}}]}';
    const { code, text } = await run();
    expect(code).toBe(3);
    expect(text).toContain(
      "qa/api: it is not known what expires: the deployed policy cannot be read: ",
    );
  });

  it("fails if an image has no push time", async () => {
    images[0] = { ...images[0]!, age: Number.NaN };
    const { code, text } = await run();
    expect(code).toBe(3);
    expect(text).toContain("qa/api: it is not known what expires: ");
    expect(text).toContain("qa: it is not known what expires in 1 of 1 repositories.");
    expect(text).not.toContain("nothing");
  });

  it("reports the others if AWS refuses one, and does not pass a check", async () => {
    fault = (operation, repository) =>
      operation === "DescribeImages" && repository === "qa/web"
        ? { error: "AccessDeniedException" }
        : undefined;
    const { code, text, data } = await run({ components: ["api", "web"], check: true });
    expect(code).toBe(3);
    expect(text).toContain("qa/api: 2 of 5 images expire");
    expect(text).toContain(
      "qa/web: it is not known what expires: AWS: DescribeImages: AccessDeniedException",
    );
    expect(text).toContain("qa: it is not known what expires in 1 of 2 repositories.");
    expect(text).not.toContain("does not exist");
    expect(data.repositories).toMatchObject([
      { repository: "qa/api", images: 5, expiring: 3 },
      {
        repository: "qa/web",
        images: null,
        unknown: expect.stringContaining("DescribeImages: AccessDeniedException"),
      },
    ]);
  });

  it("asks for nothing more once the credentials have expired", async () => {
    fault = (operation) =>
      operation === "DescribeImages" ? { error: "ExpiredTokenException" } : undefined;
    const repositories = ["a", "b", "c", "d", "e", "f"];
    const { code, text } = await run({ stack: "many", components: [] });
    expect(code).toBe(3);
    for (const name of repositories) {
      expect(text).toContain(
        `many/${name}: it is not known what expires: AWS: DescribeImages: ExpiredTokenException`,
      );
    }
    const asked = requests.map(({ input }) => input.repositoryName);
    expect(asked).not.toContain("many/f");
  });

  it("refuses another account's credentials", async () => {
    expect(await run({ stack: "bound", components: [] })).toMatchObject({
      code: 1,
      text: "The credentials are of account 111111111111, but bound is bound to account 222222222222.",
    });
  });
});
