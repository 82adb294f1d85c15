import { afterAll, afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import { askEcr } from "../cli/review/ecr-answers.ts";
import { EcrWire, type WireAnswer } from "./support/ecr-wire.ts";
import { change, planOf, policy, repository, unchanged } from "./support/plans.ts";
import { reviewFile } from "./support/reviews.ts";

const wire = new EcrWire();
const env = await wire.listen();
const progress = vi.spyOn(console, "error").mockImplementation(() => {});
let asked: string[] = [];
let pauses: number[] = [];

beforeEach(() => {
  asked = [];
  pauses = [];
  const settings = {
    ...env,
    AWS_REGION: "us-east-1",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
  };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
  wire.close();
  progress.mockRestore();
});

const PLACE = { name: "payments/api", region: "eu-west-1", account: "111111111111" };

/** ECR that gives these answers to each operation, one after the other, the last for good. */
function ecr(answers: Readonly<Record<string, readonly WireAnswer[]>>) {
  const left = Object.fromEntries(Object.entries(answers).map(([key, all]) => [key, [...all]]));
  wire.answer = (operation, input, region) => {
    asked.push([operation, region, input.registryId, input.repositoryName].join(" "));
    const all = left[operation] ?? [];
    return (all.length > 1 ? all.shift() : all[0]) ?? { error: "NotForeseen" };
  };
  return askEcr(async (milliseconds) => pauses.push(milliseconds));
}

const digest = (index: number) => `sha256:${index.toString(16).padStart(64, "0")}`;
const page = (nextToken: string | undefined, ...indexes: number[]): WireAnswer => ({
  body: { imageDetails: indexes.map((index) => ({ imageDigest: digest(index) })), nextToken },
});
const THROTTLED: WireAnswer = { error: "ThrottlingException" };
const NO_REPOSITORY: WireAnswer = { error: "RepositoryNotFoundException" };
const DENIED: WireAnswer = { error: "AccessDeniedException", message: "not you" };

it("manifest lists are asked for in their region and account", async () => {
  const imageManifest = JSON.stringify({ manifests: [{ digest: digest(2) }] });
  const images = [{ imageId: { imageDigest: digest(1) }, imageManifest }];
  const answers = ecr({ BatchGetImage: [THROTTLED, { body: { images } }, DENIED] });
  expect(await answers.manifestLists(PLACE, [digest(1)])).toEqual({
    known: new Map([[digest(1), [digest(2)]]]),
  });
  expect(asked).toEqual(Array(2).fill("BatchGetImage eu-west-1 111111111111 payments/api"));
  expect(await answers.manifestLists(PLACE, [digest(1)])).toEqual({
    unknown: "AWS: BatchGetImage: AccessDeniedException: not you",
  });
});

describe("images are asked for", () => {
  it("in their region and account, over all pages, once", async () => {
    const answers = ecr({ DescribeImages: [page("more", 1, 2), page(undefined, 3)] });
    const [first, again] = await Promise.all([
      answers.images(PLACE),
      answers.images({ account: PLACE.account, region: PLACE.region, name: PLACE.name }),
    ]);
    expect(first).toMatchObject({ known: [1, 2, 3].map((index) => ({ digest: digest(index) })) });
    expect(again).toBe(first);
    const question = "DescribeImages eu-west-1 111111111111 payments/api";
    expect(asked).toEqual([question, question]);
  });

  it.each([
    { ...PLACE, name: "payments/web" },
    { ...PLACE, region: "us-east-1" },
    { ...PLACE, account: "222222222222" },
  ])("for each repository: %j", async (other) => {
    const answers = ecr({ DescribeImages: [page(undefined, 1), page(undefined, 1, 2)] });
    expect(await answers.images(PLACE)).toMatchObject({ known: { length: 1 } });
    expect(await answers.images(other)).toMatchObject({ known: { length: 2 } });
  });

  it("in the region and account of the configuration if they are not known", async () => {
    await ecr({ DescribeImages: [page(undefined)] }).images({ name: "payments/api" });
    expect(asked).toEqual(["DescribeImages us-east-1  payments/api"]);
  });

  it("of a repository that is not there", async () => {
    const answers = ecr({ DescribeImages: [NO_REPOSITORY] });
    expect(await answers.images(PLACE)).toEqual({ known: undefined });
  });
});

describe("policies are asked for:", () => {
  it("that there is one", async () => {
    const answers = ecr({
      GetLifecyclePolicy: [{ body: { lifecyclePolicyText: '{"rules":[]}' } }],
      GetRepositoryPolicy: [{ body: { policyText: '{"Statement":[]}' } }],
    });
    expect(await answers.lifecyclePolicy(PLACE)).toEqual({ known: '{"rules":[]}' });
    expect(await answers.repositoryPolicy(PLACE)).toEqual({ known: '{"Statement":[]}' });
    expect(asked).toEqual([
      "GetLifecyclePolicy eu-west-1 111111111111 payments/api",
      "GetRepositoryPolicy eu-west-1 111111111111 payments/api",
    ]);
  });

  it("that there is none", async () => {
    const answers = ecr({
      GetLifecyclePolicy: [{ error: "LifecyclePolicyNotFoundException" }],
      GetRepositoryPolicy: [{ error: "RepositoryPolicyNotFoundException" }],
    });
    expect(await answers.lifecyclePolicy(PLACE)).toEqual({ known: null });
    expect(await answers.repositoryPolicy(PLACE)).toEqual({ known: null });
  });

  it.each([undefined, null, "", 7, {}])("that %j is no policy, and not none", async (text) => {
    const body = { lifecyclePolicyText: text, policyText: text };
    const answers = ecr({ GetLifecyclePolicy: [{ body }], GetRepositoryPolicy: [{ body }] });
    expect(await answers.lifecyclePolicy(PLACE)).toEqual({
      unknown: "AWS: GetLifecyclePolicy answered without a readable lifecyclePolicyText",
    });
    expect(await answers.repositoryPolicy(PLACE)).toEqual({
      unknown: "AWS: GetRepositoryPolicy answered without a readable policyText",
    });
  });

  it("that there is no such repository is no answer", async () => {
    const answers = ecr({
      GetLifecyclePolicy: [NO_REPOSITORY],
      GetRepositoryPolicy: [NO_REPOSITORY],
    });
    const why = "RepositoryNotFoundException: by the test";
    expect(await answers.lifecyclePolicy(PLACE)).toEqual({
      unknown: `AWS: GetLifecyclePolicy: ${why}`,
    });
    expect(await answers.repositoryPolicy(PLACE)).toEqual({
      unknown: `AWS: GetRepositoryPolicy: ${why}`,
    });
  });
});

describe("a registry is asked for", () => {
  const HERE = { region: "eu-west-1", account: "111111111111" };
  const registry = (more: object = {}): WireAnswer => ({
    body: { registryId: HERE.account, ...more },
  });
  const filters = [{ filter: "qa/", filterType: "PREFIX_MATCH" }];

  it("its replication", async () => {
    const destinations = [{ region: "us-west-2", registryId: "222222222222" }];
    const rules = [{ destinations, repositoryFilters: filters }, { destinations }];
    const answers = ecr({
      DescribeRegistry: [registry(), THROTTLED, registry({ replicationConfiguration: { rules } })],
    });
    const to = [{ region: "us-west-2", accountId: "222222222222" }];
    expect(await answers.replication(HERE)).toEqual({
      known: [
        { destinations: to, prefixes: ["qa/"] },
        { destinations: to, prefixes: [] },
      ],
    });
    expect(asked).toEqual(Array(3).fill("DescribeRegistry eu-west-1  "));
    expect(await ecr({ DescribeRegistry: [registry()] }).replication(HERE)).toEqual({ known: [] });
  });

  it("its scanning", async () => {
    const rules = [{ scanFrequency: "SCAN_ON_PUSH", repositoryFilters: filters }];
    const scanning = (scanningConfiguration: object) =>
      ecr({
        DescribeRegistry: [registry()],
        GetRegistryScanningConfiguration: [registry({ scanningConfiguration })],
      }).scanning(HERE);
    expect(await scanning({ scanType: "ENHANCED", rules })).toEqual({
      known: { type: "ENHANCED", rules: [{ frequency: "SCAN_ON_PUSH", filters: ["qa/"] }] },
    });
    expect(await scanning({ scanType: "BASIC" })).toEqual({ known: { type: "BASIC", rules: [] } });
    expect(await scanning({ rules: [{}] })).toEqual({
      unknown:
        "AWS: GetRegistryScanningConfiguration answered without a readable scanningConfiguration.rules.0.scanFrequency",
    });
  });

  it("its policy, which it may not have", async () => {
    const policy = (answer: WireAnswer) =>
      ecr({ DescribeRegistry: [registry()], GetRegistryPolicy: [answer] }).registryPolicy(HERE);
    expect(await policy(registry({ policyText: "{}" }))).toEqual({ known: "{}" });
    expect(await policy({ error: "RegistryPolicyNotFoundException" })).toEqual({ known: null });
    expect(await policy(DENIED)).toMatchObject({ unknown: expect.stringContaining("not you") });
  });

  it("with credentials of its account alone, if that is known", async () => {
    const answers = ecr({ DescribeRegistry: [registry()] });
    expect(await answers.replication({ ...HERE, account: "333333333333" })).toEqual({
      unknown:
        "the credentials are of account 111111111111, but the plan is for account 333333333333",
    });
    expect(await answers.replication({ region: "eu-west-1" })).toEqual({ known: [] });
    const denied = ecr({ DescribeRegistry: [DENIED] });
    expect(await denied.scanning(HERE)).toMatchObject({
      unknown: expect.stringContaining("not you"),
    });
  });

  it("not at all if the plan does not show where it is", async () => {
    const { registryPolicy } = ecr({});
    expect(await registryPolicy({ ...HERE, isHidden: true })).toMatchObject({
      unknown: expect.stringContaining("does not show the provider's region"),
    });
    expect(asked).toEqual([]);
  });
});

describe("the account of the credentials is asked for", () => {
  it("in a region, once", async () => {
    const answers = ecr({ DescribeRegistry: [{ body: { registryId: "111111111111" } }] });
    expect(await answers.account("eu-west-1")).toEqual({ known: "111111111111" });
    await answers.account("eu-west-1");
    await answers.account(undefined);
    expect(asked).toEqual(["DescribeRegistry eu-west-1  ", "DescribeRegistry us-east-1  "]);
  });

  it.each([undefined, 111111111111, "11111111111", ["111111111111"]])(
    "and %j is none",
    async (id) => {
      const { account } = ecr({ DescribeRegistry: [{ body: { registryId: id } }] });
      expect(await account(undefined)).toEqual({
        unknown: "AWS: DescribeRegistry answered without a readable registryId",
      });
    },
  );
});

const QUESTIONS: [string, string, (answers: ReturnType<typeof ecr>) => Promise<unknown>][] = [
  ["DescribeImages", "images", (answers) => answers.images(PLACE)],
  ["GetLifecyclePolicy", "lifecycle policy", (answers) => answers.lifecyclePolicy(PLACE)],
  ["GetRepositoryPolicy", "repository policy", (answers) => answers.repositoryPolicy(PLACE)],
  ["DescribeRegistry", "account", (answers) => answers.account("eu-west-1")],
];

describe.each(QUESTIONS)("%s:", (operation, _, ask) => {
  it("throttling is waited out", async () => {
    const text = "111111111111";
    const body = {
      imageDetails: [],
      registryId: text,
      policyText: text,
      lifecyclePolicyText: text,
    };
    const answers = ecr({ [operation]: [THROTTLED, THROTTLED, { body }] });
    expect(await ask(answers)).toEqual({ known: operation === "DescribeImages" ? [] : text });
    expect(pauses).toEqual([1_000, 2_000]);
  });

  it("throttling without end is no answer", async () => {
    expect(await ask(ecr({ [operation]: [THROTTLED] }))).toEqual({
      unknown: `AWS: ${operation}: ThrottlingException: by the test. It was asked 9 times in two minutes: run it again later`,
    });
  });

  it("a refusal is no answer", async () => {
    expect(await ask(ecr({ [operation]: [DENIED] }))).toEqual({
      unknown: `AWS: ${operation}: AccessDeniedException: not you`,
    });
    expect(pauses).toEqual([]);
  });

  it("a fault of AWS's is no answer", async () => {
    const fault: WireAnswer = { error: "ServerException", message: "oops", status: 500 };
    expect(await ask(ecr({ [operation]: [fault] }))).toEqual({
      unknown: expect.stringContaining(`AWS: ${operation}: ServerException: oops. It was asked`),
    });
  });
});

test("a region is asked nothing more if the credentials have expired there", async () => {
  const answers = ecr({
    DescribeImages: [{ error: "ExpiredTokenException" }, page(undefined, 1)],
    DescribeRegistry: [{ body: { registryId: "111111111111" } }],
  });
  const first = await answers.images(PLACE);
  expect(first).toMatchObject({ unknown: expect.stringContaining("ExpiredTokenException") });
  expect(await answers.images({ ...PLACE, name: "payments/web" })).toEqual(first);
  expect(await answers.account(PLACE.region)).toEqual(first);
  expect(asked).toHaveLength(1);
  expect(await answers.account("us-east-1")).toEqual({ known: "111111111111" });
});

describe("without an answer there is a reason:", () => {
  it("a list of images that is none", async () => {
    expect(await ecr({ DescribeImages: [{ body: {} }] }).images(PLACE)).toEqual({
      unknown: "AWS: DescribeImages answered with no list of images",
    });
  });

  it("no region", async () => {
    vi.stubEnv("AWS_REGION", undefined);
    const answers = ecr({ DescribeImages: [page(undefined)] });
    expect(await answers.images({ name: "payments/api" })).toEqual({
      unknown: "AWS: no region is known: set AWS_REGION",
    });
    expect(await answers.images(PLACE)).toEqual({ known: [] });
  });

  it("no credentials", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
    const { unknown } = (await ecr({}).images(PLACE)) as { unknown: string };
    expect(unknown).toMatch(/^AWS: CredentialsProviderError: .* Set AWS_PROFILE, or log in with/);
  });

  it("no network", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    const { unknown } = (await ecr({}).images(PLACE)) as { unknown: string };
    expect(unknown).toMatch(/^AWS: .*ECONNREFUSED/);
  });
});

describe("review --plan", () => {
  const online = (changes: Parameters<typeof planOf>[0]) =>
    reviewFile(planOf(changes), { offline: false });

  it("asks AWS once about a repository, whatever is found of it", async () => {
    ecr({ DescribeImages: [page(undefined, 1, 2)] });
    const created = { name: "payments/api", force_delete: true };
    const { data, text, exitCode } = await online([
      change("aws_ecr_repository.api", null, created),
    ]);
    expect(data.findings.map(({ kind, images }) => [kind, images])).toEqual([
      ["exists", 2],
      ["force-delete", 2],
    ]);
    expect(exitCode).toBe(1);
    expect(text).not.toContain("AWS was not asked");
    expect(asked).toEqual(["DescribeImages us-east-1  payments/api"]);
  });

  it("asks about the repositories at stake alone", async () => {
    ecr({ DescribeImages: [page(undefined, 1)] });
    const others = Array.from({ length: 1_000 }, (_, index) =>
      unchanged(`aws_ecr_repository.this[${index}]`, repository(`payments/${index}`)),
    );
    const lost = change("aws_ecr_repository.api", repository("payments/api"), null);
    const { data } = await online([...others, lost]);
    expect(data).toMatchObject({ findings: [{ kind: "destroy", images: 1 }], changes: [] });
    expect(asked).toEqual(["DescribeImages us-east-1 111111111111 payments/api"]);
  });

  it("evaluates a lifecycle policy as of the day that ECR applies it", async () => {
    const daysAgo = (days: number) => ({
      imageDigest: digest(days * 2),
      imagePushedAt: Date.now() / 1_000 - days * 24 * 60 * 60,
    });
    ecr({
      DescribeImages: [{ body: { imageDetails: [3.5, 4.5, 5.5].map(daysAgo) } }],
      GetLifecyclePolicy: [{ error: "LifecyclePolicyNotFoundException" }],
    });
    const selection = {
      tagStatus: "any",
      countType: "sinceImagePushed",
      countUnit: "days",
      countNumber: 5,
    };
    const rules = [{ rulePriority: 1, selection, action: { type: "expire" } }];
    const { data } = await online([
      unchanged("aws_ecr_repository.api", repository("payments/api")),
      change("aws_ecr_lifecycle_policy.api", null, policy("payments/api", { rules })),
    ]);
    expect(data.findings[0]?.reason).toBe(
      "The lifecycle policy expires 2 of 3 images that are kept today, and 1 more in time.",
    );
  });

  it("asks about many at once, and nothing offline", async () => {
    ecr({ DescribeImages: [page(undefined, 1)] });
    const lost = Array.from({ length: 100 }, (_, index) =>
      change(`aws_ecr_repository.this[${index}]`, repository(`payments/${index}`), null),
    );
    const { data } = await online(lost);
    expect(data.findings).toHaveLength(100);
    expect(new Set(data.findings.map(({ images }) => images))).toEqual(new Set([1]));
    expect(asked).toHaveLength(100);

    const offline = await reviewFile(planOf(lost));
    expect(new Set(offline.data.findings.map(({ images }) => images))).toEqual(new Set([null]));
    expect(offline.text).toContain("\n\nAWS was not asked: images were not counted,");
    expect(asked).toHaveLength(100);
  });
});
