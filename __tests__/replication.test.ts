import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { type ArrivalRequest, replication } from "../cli/replication/replication.ts";
import { fakeDigest as digest } from "./support/fake-ecr.ts";
import { temporaryFolder } from "./support/program.ts";
import { ACCOUNT, OTHER_ACCOUNT } from "./support/registries.ts";
import { ended, HOME, OTHER_WEST, ReplicatingProject, WEST } from "./support/replicating.ts";

const project = new ReplicatingProject();
const API = "production/api";
const WORKER = "production/worker";
const LIST = "application/vnd.oci.image.index.v1+json";

const image = (index: number, ...imageTags: string[]) => ({
  imageDigest: digest(index),
  imageTags,
  imagePushedAt: 1_790_000_000 + index * 86_400,
});

const status = (region: string, registryId: string, state: string, failureCode?: string) => ({
  ...{ region, registryId, status: state },
  ...(failureCode && { failureCode }),
});

function run(request: Partial<ArrivalRequest> = {}) {
  return ended(replication({ stacks: ["production"], all: false, ...request }));
}

/** Puts the same images into each registry, under both of the repositories' names. */
function putEverywhere(...list: ReturnType<typeof image>[]) {
  for (const place of [HOME, WEST, OTHER_WEST]) {
    for (const name of [API, WORKER]) project.put(place, name, ...list);
  }
}

/** The states of the images in `production/api`, by destination. */
// biome-ignore lint/suspicious/noExplicitAny: what --json prints
function statesOf(data: any) {
  // biome-ignore lint/suspicious/noExplicitAny: what --json prints
  const states = data.stacks[0].repositories.filter((each: any) => each.repository === API);
  return Object.fromEntries(
    // biome-ignore lint/suspicious/noExplicitAny: what --json prints
    states.map(({ account, region, images }: any) => [
      `${account}/${region}`,
      // biome-ignore lint/suspicious/noExplicitAny: what --json prints
      images.map(({ state, why }: any) => (why === null ? state : `${state}: ${why}`)),
    ]),
  );
}

describe("everything has arrived", () => {
  test("if each destination has every image with its tags, and ECR is asked for no status", async () => {
    putEverywhere(image(1, "v1"), image(2, "v2", "stable"));
    const { code, text } = await run();
    expect(text).toMatchInlineSnapshot(`
      "Repository         To                      Images  Arrived  Under way  Failed  Missing  Not known
      production/api     111111111111/us-west-2  2       2        0          0       0        0
      production/api     222222222222/us-west-2  2       2        0          0       0        0
      production/worker  111111111111/us-west-2  2       2        0          0       0        0
      production/worker  222222222222/us-west-2  2       2        0          0       0        0

      production: 8 of 8 copies have arrived."
    `);
    expect(code).toBe(0);
    expect(new Set(project.asked.map(({ operation }) => operation))).toEqual(
      new Set(["DescribeRegistry", "DescribeImages"]),
    );
  });

  test("whatever is on which page, listed once in each registry", async () => {
    project.pageSize = 2;
    putEverywhere(...[1, 2, 3, 4, 5].map((index) => image(index, `v${index}`)));
    project.put(WEST, API, ...[5, 4, 3, 2, 1].map((index) => image(index, `v${index}`)));
    expect(await run()).toMatchObject({ code: 0 });
    expect(project.operations(WEST)).toEqual(Array(6).fill("DescribeImages"));
    expect(project.operations(OTHER_WEST)).toEqual(Array(6).fill("DescribeImages"));
  });

  test("untagged images aside: a manifest list stands for the images that it names", async () => {
    putEverywhere(image(9, "v9"));
    const list = { ...image(1, "v1"), imageManifestMediaType: LIST };
    project.put(HOME, API, list, image(2), image(3));
    project.put(WEST, API, list);
    project.put(OTHER_WEST, API, list);
    const { code, data } = await run();
    expect(data.stacks[0].repositories[0].images).toMatchObject([
      { digest: digest(1), isManifestList: true, tags: ["v1"] },
    ]);
    expect(code).toBe(0);
  });

  test("if it is in the archive there, which is noted; what is archived here is not copied", async () => {
    putEverywhere(image(1, "v1"));
    project.put(HOME, API, image(1, "v1"), { ...image(2, "v2"), imageStatus: "ARCHIVED" });
    project.put(WEST, API, { ...image(1, "v1"), imageStatus: "ARCHIVED" });
    const { code, text, data } = await run();
    expect(code).toBe(0);
    expect(statesOf(data)).toEqual({
      [WEST]: ["arrived: it is in ECR's archive there, and cannot be pulled until it is restored"],
      [OTHER_WEST]: ["arrived"],
    });
    expect(text).toContain(
      "production: 4 of 4 copies have arrived.\nIn ECR's archive there, and not to be pulled until restored: 1.",
    );
  });
});

describe("an image that lacks in a destination", () => {
  test("is under way, failed, missing, or gone, as ECR reports, which is asked once", async () => {
    putEverywhere();
    project.put(HOME, API, ...[1, 2, 3, 4, 5].map((index) => image(index, `v${index}`)));
    project.put(OTHER_WEST, API, image(1, "v1"));
    project.statuses = {
      [digest(1)]: [status("us-west-2", ACCOUNT, "IN_PROGRESS")],
      [digest(2)]: [
        status("us-west-2", OTHER_ACCOUNT, "IN_PROGRESS"),
        status("us-west-2", ACCOUNT, "FAILED", "RepositoryNotFound"),
      ],
      [digest(3)]: [
        status("us-west-2", ACCOUNT, "COMPLETE"),
        status("us-west-2", OTHER_ACCOUNT, "FAILED"),
        status("us-west-1", OTHER_ACCOUNT, "COMPLETE"),
      ],
      [digest(5)]: [
        status("us-west-2", ACCOUNT, "IN_PROGRESS"),
        status("us-west-2", OTHER_ACCOUNT, "IN_PROGRESS"),
      ],
    };
    const { code, text, data } = await run();
    expect(statesOf(data)).toEqual({
      [WEST]: [
        "under way",
        "failed: RepositoryNotFound",
        "missing: the image is not there, but ECR has copied it",
        "missing: the image is not there, and ECR has no status of it",
        "under way",
      ],
      [OTHER_WEST]: [
        "arrived",
        "under way",
        "failed: ECR gives no code",
        "missing: the image is not there, and ECR has no status of it",
        "under way",
      ],
    });
    expect(text).toMatchInlineSnapshot(`
      "Repository         To                      Images  Arrived  Under way  Failed  Missing  Not known
      production/api     111111111111/us-west-2  5       0        2          1       2        0
      production/api     222222222222/us-west-2  5       1        2          1       1        0
      production/worker  111111111111/us-west-2  0       0        0          0       0        0
      production/worker  222222222222/us-west-2  0       0        0          0       0        0

      production/api in 111111111111/us-west-2
        Image                Tags  Pushed      State
        sha256:000000000000  v4    2026-09-25  missing: the image is not there, and ECR has no status of it
        sha256:000000000000  v3    2026-09-24  missing: the image is not there, but ECR has copied it
        sha256:000000000000  v2    2026-09-23  failed: RepositoryNotFound
        sha256:000000000000  v5    2026-09-26  under way
        sha256:000000000000  v1    2026-09-22  under way

      production/api in 222222222222/us-west-2
        Image                Tags  Pushed      State
        sha256:000000000000  v4    2026-09-25  missing: the image is not there, and ECR has no status of it
        sha256:000000000000  v3    2026-09-24  failed: ECR gives no code
        sha256:000000000000  v5    2026-09-26  under way
        sha256:000000000000  v2    2026-09-23  under way

      production: 1 of 10 copies have arrived: 4 under way, 2 failed, 3 missing.
      \`artos-ecr replicate production\` copies what is missing or failed."
    `);
    expect(code).toBe(1);
    const statuses = project.asked.filter(
      ({ operation }) => operation === "DescribeImageReplicationStatus",
    );
    expect(statuses.map(({ input }) => input)).toEqual(
      [1, 2, 3, 4, 5].map((index) => ({
        registryId: ACCOUNT,
        repositoryName: API,
        imageId: { imageDigest: digest(index) },
      })),
    );
  });

  test("alone under way, has not arrived either", async () => {
    putEverywhere(image(1, "v1"));
    project.put(WEST, API);
    project.statuses = { [digest(1)]: [status("us-west-2", ACCOUNT, "IN_PROGRESS")] };
    const { code, text } = await run();
    expect(text).toContain("production: 3 of 4 copies have arrived: 1 under way.");
    expect(text).not.toContain("artos-ecr replicate");
    expect(code).toBe(1);
  });

  test("is not known to be anything by a status of another kind", async () => {
    putEverywhere(image(1, "v1"));
    project.put(WEST, API);
    project.statuses = { [digest(1)]: [status("us-west-2", ACCOUNT, "PAUSED")] };
    const { code, data } = await run();
    expect(statesOf(data)[WEST]).toEqual(["not known: ECR's status is PAUSED"]);
    expect(code).toBe(3);
  });

  test("is missing if it was deleted here in the meantime", async () => {
    putEverywhere(image(1, "v1"));
    project.put(WEST, API);
    project.fault = ({ operation }) =>
      operation === "DescribeImageReplicationStatus"
        ? { error: "ImageNotFoundException" }
        : undefined;
    const { code, data } = await run();
    expect(statesOf(data)[WEST]).toEqual([
      "missing: the image is not there, and ECR has no status of it",
    ]);
    expect(code).toBe(1);
  });

  test("may be a signature of one that is wanted, without a tag", async () => {
    const attached = (index: number, subject: number) => ({
      ...image(index),
      subjectManifestDigest: digest(subject),
    });
    putEverywhere(image(1, "v1"));
    project.put(
      HOME,
      API,
      attached(4, 3),
      attached(3, 1),
      image(1, "v1"),
      attached(6, 5),
      image(5),
    );
    const { code, data } = await run();
    const missing = "missing: the image is not there, and ECR has no status of it";
    expect(statesOf(data)[WEST]).toEqual([missing, missing, "arrived"]);
    expect(code).toBe(1);
  });
});

test("a signature counts if its subject is a platform of an image that counts", async () => {
  const attached = (index: number, subject: number) => ({
    ...image(index),
    subjectManifestDigest: digest(subject),
  });
  const list = (index: number, names: readonly number[], ...tags: string[]) => ({
    ...image(index, ...tags),
    imageManifestMediaType: LIST,
    names: names.map(digest),
  });
  const platforms = [image(2), image(3)];
  const lists = [list(1, [2, 4], "v1"), list(4, [3])];
  putEverywhere();
  project.put(HOME, API, ...lists, ...platforms, list(5, [6]), image(6), image(9));
  for (const place of [WEST, OTHER_WEST]) project.put(place, API, ...lists, ...platforms);
  expect(await run()).toMatchObject({ code: 0 });
  expect(project.operations(HOME)).not.toContain("BatchGetImage");

  const signatures = [attached(12, 2), attached(13, 3), attached(16, 6), attached(19, 9)];
  project.put(HOME, API, ...(project.registries[HOME]?.[API] ?? []), ...signatures);
  const { code, data } = await run();
  // biome-ignore lint/suspicious/noExplicitAny: what --json prints
  const [{ images }] = data.stacks[0].repositories as any[];
  expect(images).toMatchObject([
    { digest: digest(1), state: "arrived" },
    { digest: digest(12), state: "missing" },
    { digest: digest(13), state: "missing" },
  ]);
  expect(code).toBe(1);
});

test("an image is missing if a tag of it is missing, or is another image", async () => {
  putEverywhere(image(1, "v1", "v1.0", "latest"));
  project.put(WEST, API, image(1, "v1"), image(2, "latest"));
  const { code, data } = await run();
  expect(statesOf(data)[WEST]).toEqual([
    `missing: its tag v1.0 is not there, its tag latest is another image there, ${digest(2)}, and ECR has no status of it`,
  ]);
  expect(code).toBe(1);
});

test("it is not known what became of images if ECR stops to report it half-way", async () => {
  const list = Array.from({ length: 40 }, (_, index) => image(index, `v${index}`));
  putEverywhere(...list);
  project.put(WEST, API, ...list.slice(0, 10));
  let asked = 0;
  project.fault = ({ operation }) => {
    if (operation !== "DescribeImageReplicationStatus") return undefined;
    asked += 1;
    return asked > 5 ? { error: "ExpiredTokenException" } : undefined;
  };
  const { code, text, data } = await run({ to: WEST });
  expect(code).toBe(3);
  expect(text).toContain("production: 50 of 80 copies have arrived: 5 missing, 25 not known.");
  expect(statesOf(data)[WEST].at(-1)).toBe(
    "not known: the image is not there; AWS: DescribeImageReplicationStatus: ExpiredTokenException: by the test. Renew the credentials, then run it again",
  );
  expect(asked).toBeLessThan(20); // Ten at once.
});

test("all images are missing if the repository is not there", async () => {
  putEverywhere(image(1, "v1"));
  delete project.registries[WEST]?.[API];
  const { code, data } = await run();
  expect(statesOf(data)[WEST]).toEqual([
    "missing: the repository is not there, and ECR has no status of it",
  ]);
  expect(code).toBe(1);
});

describe("a destination that cannot be read", () => {
  const deny = (error: string, denied = OTHER_WEST) => {
    project.fault = ({ operation, place, input }) =>
      operation === "DescribeImages" && place === denied
        ? { error, message: `nothing allows it on repository/${input.repositoryName}` }
        : undefined;
  };

  test("is not known: nothing counts as arrived there, and the remedy is named", async () => {
    putEverywhere(image(1, "v1"));
    project.statuses = { [digest(1)]: [status("us-west-2", OTHER_ACCOUNT, "COMPLETE")] };
    deny("AccessDeniedException");
    const { code, text, data } = await run();
    expect(text).toMatchInlineSnapshot(`
      "Repository         To                      Images  Arrived  Under way  Failed  Missing  Not known
      production/api     111111111111/us-west-2  1       1        0          0       0        0
      production/api     222222222222/us-west-2  1       0        0          0       0        1
      production/worker  111111111111/us-west-2  1       1        0          0       0        0
      production/worker  222222222222/us-west-2  1       0        0          0       0        1

      It is not known what 222222222222/us-west-2 has of production/api, production/worker.
        AWS: DescribeImages: AccessDeniedException: nothing allows it on repository/production/api
        To read it, name credentials of that account with --to-profile, or let a policy of the repository there allow ecr:DescribeImages to this account.

      production: 2 of 4 copies have arrived: 2 not known."
    `);
    expect(statesOf(data)).toEqual({ [WEST]: ["arrived"], [OTHER_WEST]: ["not known"] });
    expect(data.stacks[0].repositories[1].unknown).toContain("AccessDeniedException");
    expect(code).toBe(3);
  });

  test("has no such remedy if AWS fails in another way", async () => {
    putEverywhere(image(1, "v1"));
    deny("InvalidParameterException");
    const { code, text } = await run();
    expect(text).toContain(`has of ${API}, ${WORKER}.\n  AWS: DescribeImages: Invalid`);
    expect(text).not.toContain("--to-profile");
    expect(code).toBe(3);
  });

  test("in the own account needs no other credentials", async () => {
    putEverywhere(image(1, "v1"));
    deny("AccessDeniedException", WEST);
    const { code, text } = await run();
    expect(text).toContain("To read it, the credentials need ecr:DescribeImages there.");
    expect(text).not.toContain("--to-profile");
    expect(code).toBe(3);
  });

  test("can be left out: --to names another", async () => {
    putEverywhere(image(1, "v1"));
    deny("AccessDeniedException");
    const { code, text } = await run({ to: WEST });
    expect(text).not.toContain(OTHER_WEST);
    expect(code).toBe(0);
    expect(project.operations(OTHER_WEST)).toEqual([]);
  });
});

describe("what people are shown", () => {
  const many = Array.from({ length: 25 }, (_, index) => image(index + 1, `v${index + 1}`));

  test("is the newest 20 of those that have not arrived", async () => {
    putEverywhere();
    project.put(HOME, API, ...many);
    const { text } = await run({ to: WEST });
    expect(text).toMatch(/ {2}sha256:0{12} {2}v25 +2026-10-16 {2}missing/);
    expect(text.match(/^ {2}sha256/gm)).toHaveLength(20);
    expect(text).toContain("\n  and 5 more: --all lists them\n");
  });

  test("is every image with --all", async () => {
    putEverywhere(...many);
    project.put(WEST, API, ...many.slice(0, -2));
    const { text } = await run({ to: WEST, all: true });
    expect(text.match(/missing: /g)).toHaveLength(2);
    expect(text.match(/^ {2}sha256.* arrived$/gm)).toHaveLength(48);
    expect(text).not.toContain("more");
  });

  test("has what no rule copies, and what does not exist yet", async () => {
    project.account = ACCOUNT;
    const { code, text, data } = await run({ stacks: ["staging", "staging"] });
    expect(text).toBe(
      [
        "staging/api does not exist yet.",
        "staging/e2e is copied by no rule.",
        "staging: 0 of 0 copies have arrived.",
      ].join("\n"),
    );
    expect(data.stacks).toEqual([
      {
        stack: "staging",
        repositories: [
          { repository: "staging/api", account: ACCOUNT, region: "us-west-2", images: null },
        ],
        notCopied: ["staging/e2e"],
      },
    ]);
    expect(code).toBe(0);
  });

  test("is each of several stacks, and the worst of them decides", async () => {
    putEverywhere(image(1, "v1"));
    project.put(HOME, "staging/api", image(1, "v1"));
    const { code, text } = await run({ stacks: ["production", "staging"] });
    expect(text).toContain("production: 4 of 4 copies have arrived.\n\nRepository");
    expect(text).toContain("staging: 0 of 1 copies have arrived: 1 missing.");
    expect(code).toBe(1);
  });

  test("is on a terminal how many images ECR was asked for", async () => {
    putEverywhere();
    project.put(HOME, API, ...many.slice(0, 2));
    const written: string[] = [];
    const output = { isTTY: true, write: (text: string) => written.push(text) > 0 };
    await replication({ stacks: ["production"], all: false }, { output });
    expect(written).toEqual([
      "\r\u001b[K1 images asked for",
      "\r\u001b[K2 images asked for",
      "\r\u001b[K",
    ]);
  });
});

describe("wrong use", () => {
  test.each([
    [{ stacks: ["qa"] }, "No registry stack of the app copies a repository of qa."],
    [
      { to: `${ACCOUNT}/eu-west-1` },
      `${ACCOUNT}/eu-west-1: no such destination. production is copied to ${WEST}, ${OTHER_WEST}.`,
    ],
    [{ stacks: ["none"] }, "none: no such stack."],
    [{ toProfile: "none" }, "--to-profile: AWS's files have no profile none."],
  ])("%j asks AWS nothing", async (request, message) => {
    const { code, text } = await run(request);
    expect(text).toContain(message);
    expect(code).toBe(2);
    expect(project.asked).toEqual([]);
  });
});

test.each([
  ["production", `but production is bound to account ${ACCOUNT}.`],
  ["staging", `but the rules that copy staging are of ${ACCOUNT}.`],
])("credentials of another account are refused for %s", async (stack, message) => {
  project.account = "333333333333";
  const { code, text } = await run({ stacks: [stack] });
  expect(text).toBe(`The credentials are of account 333333333333, ${message}`);
  expect(code).toBe(1);
  expect(project.asked).toHaveLength(1);
});

test("throttling is waited out at every step", async () => {
  putEverywhere(image(1, "v1"));
  project.put(WEST, API);
  let requests = 0;
  project.fault = () => (++requests % 2 ? { error: "ThrottlingException" } : undefined);
  vi.spyOn(console, "error").mockImplementation(() => {});
  const pause = async () => {};
  const { exitCode } = await replication({ stacks: ["production"], all: false }, { pause });
  vi.mocked(console.error).mockRestore();
  expect(exitCode).toBe(1);
});

test("a profile is for the destinations in other accounts alone", async () => {
  const { path, remove } = temporaryFolder();
  writeFileSync(
    join(path, "config"),
    "[profile other]\naws_access_key_id = OTHER\naws_secret_access_key = s\n",
  );
  vi.stubEnv("AWS_CONFIG_FILE", join(path, "config"));
  putEverywhere(image(1, "v1"));
  const { code } = await run({ toProfile: "other" });
  remove();
  expect(code).toBe(0);
  const keys = project.asked.map(({ place, key }) => `${place} ${key}`);
  expect(new Set(keys)).toEqual(new Set([`${HOME} test`, `${WEST} test`, `${OTHER_WEST} OTHER`]));
});
