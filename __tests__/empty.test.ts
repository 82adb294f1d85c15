import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { WireAnswer } from "./support/ecr-wire.ts";
import { EmptyingProject } from "./support/emptying.ts";
import { fakeDigest as digest, type FakeImage } from "./support/fake-ecr.ts";

const project = new EmptyingProject();
const { ecr } = project;

const API = "production/api";
const WORKER = "production/worker";
const DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
const OCI_INDEX = "application/vnd.oci.image.index.v1+json";

function image(index: number, details: Partial<FakeImage> = {}): FakeImage {
  return { imageDigest: digest(index), ...details };
}

function images(count: number, first = 0): FakeImage[] {
  return Array.from({ length: count }, (_, index) => image(first + index));
}

/** A manifest list that names images. */
function list(index: number, ...names: number[]): FakeImage {
  return image(index, { imageManifestMediaType: OCI_INDEX, names: names.map(digest) });
}

beforeEach(() => {
  project.answer = () => "production";
});

describe("it deletes", () => {
  test("every image of a stack's repositories, and no others", async () => {
    ecr.repositories = new Map([
      [API, images(3)],
      [WORKER, images(2, 10)],
      ["staging/api", images(1)],
      ["production/others", images(1)],
    ]);
    const { code, text } = await project.run({});
    expect(ecr.present).toEqual({
      [API]: [],
      [WORKER]: [],
      "staging/api": [digest(0)],
      "production/others": [digest(0)],
    });
    expect(text).toBe(`${API}: 3 of 3 images deleted\n${WORKER}: 2 of 2 images deleted`);
    expect(code).toBe(0);
  });

  test("the images of the named components alone, each once", async () => {
    ecr.repositories = new Map([
      [API, images(3)],
      [WORKER, images(2)],
    ]);
    const { code, text } = await project.run({ components: ["worker", "worker"] });
    expect(ecr.present).toEqual({ [API]: images(3).map((i) => i.imageDigest), [WORKER]: [] });
    expect(text).toBe(`${WORKER}: 2 of 2 images deleted`);
    expect(code).toBe(0);
  });

  test("in the region and the account that it has shown", async () => {
    ecr.repositories = new Map([[API, images(1)]]);
    const { progress } = await project.run({});
    expect(progress).toContain("production in us-east-1 of account 111111111111:");
    const ids = ecr.requests.slice(1).map(({ input }) => input.registryId);
    expect(new Set(ids)).toEqual(new Set(["111111111111"]));
  });

  test("by digest, a hundred at a time, with progress", async () => {
    ecr.repositories = new Map([[API, images(250)]]);
    const { progress } = await project.run({});
    expect(ecr.batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
    expect(ecr.batches.flat()).toEqual(images(250).map((i) => i.imageDigest));
    expect(ecr.requests.find(({ operation }) => operation === "BatchDeleteImage")?.input).toEqual({
      registryId: "111111111111",
      repositoryName: API,
      imageIds: images(100).map(({ imageDigest }) => ({ imageDigest })),
    });
    expect(progress.match(/^production\/api: .*$/gm)).toEqual([
      `${API}: deleting, 250 to go`,
      `${API}: deleting, 150 to go`,
      `${API}: deleting, 50 to go`,
    ]);
  });

  test("images on every page of the list", async () => {
    ecr.pageSize = 2;
    ecr.repositories = new Map([[API, images(7)]]);
    const { code } = await project.run({});
    expect(ecr.present).toEqual({ [API]: [] });
    expect(code).toBe(0);
  });

  test("with --confirm instead of a question", async () => {
    ecr.repositories = new Map([[API, images(1)]]);
    const { code, questions } = await project.run({ confirm: "production" });
    expect(questions).toEqual([]);
    expect(ecr.present).toEqual({ [API]: [] });
    expect(code).toBe(0);
  });

  test("in the account that the stack is bound to", async () => {
    ecr.account = "222222222222";
    ecr.repositories = new Map([["bound/api", images(1)]]);
    const { code } = await project.run({ stack: "bound", confirm: "bound" });
    expect(ecr.present).toEqual({ "bound/api": [] });
    expect(code).toBe(0);
  });
});

describe("before it deletes", () => {
  test("it shows what is there", async () => {
    const details = {
      imageSizeInBytes: 600_000_000,
      imagePushedAt: 1_790_000_000,
      lastRecordedPullTime: Date.parse("2026-11-20T08:00:00Z") / 1_000,
      imageTags: ["v1"],
    };
    ecr.repositories = new Map([
      [API, [image(1, details), image(2, { ...details, imageTags: ["v2"] })]],
    ]);
    const { progress, questions } = await project.run({});
    expect(progress).toContain(
      `  ${API}: 2 images, 1.2 GB, newest tags v1, v2, last pulled 2026-11-20\n  ${WORKER}: does not exist\n`,
    );
    expect(questions).toEqual([
      "Deleted images cannot be restored. Type the stack's name to delete 2: ",
    ]);
  });

  test("it has listed everything, and shown it, when it asks", async () => {
    ecr.pageSize = 1;
    ecr.repositories = new Map([
      [API, images(2)],
      [WORKER, images(2)],
    ]);
    let asked: string[] = [];
    project.answer = () => {
      asked = ecr.requests.map(({ operation }) => operation);
      return "production";
    };
    await project.run({});
    expect(asked).toEqual(["DescribeRegistry", ...Array(4).fill("DescribeImages")]);
  });

  test("control characters in tags are not shown, nor afterwards", async () => {
    const imageTags = ["v1\u001b[2J\u009b2J\nproduction/worker: no images"];
    ecr.repositories = new Map([[API, [image(1, { imageTags })]]]);
    ecr.fault = (operation) =>
      operation === "BatchDeleteImage"
        ? failing("KmsError", "the key\u001b[2J\nis gone")
        : undefined;
    const { progress, text, data } = await project.run({});
    expect(progress).toContain("newest tags v1 [2J 2J production/worker: no images, no pull");
    expect(text).toContain(
      `  ${digest(1)} (v1 [2J 2J production/worker: no images) is left: KmsError: the key [2J is gone`,
    );
    for (const shown of [progress, text, JSON.stringify(data)]) {
      expect(shown).not.toMatch(/[^\P{Cc}\n]/u);
    }
    expect(JSON.stringify(data)).not.toContain("\\u");
  });
});

function failing(failureCode: string, failureReason: string) {
  const failures = [{ imageId: { imageDigest: digest(1) }, failureCode, failureReason }];
  return { body: { failures } };
}

describe("manifest lists go before what they name:", () => {
  test.each([DOCKER_LIST, OCI_INDEX])("%s", async (imageManifestMediaType) => {
    const index = image(9, { imageManifestMediaType, names: [digest(1), digest(2)] });
    ecr.repositories = new Map([[API, [image(1), index, image(2), image(3)]]]);
    const { code } = await project.run({});
    expect(ecr.batches).toEqual([[digest(9)], [1, 2, 3].map(digest)]);
    expect(ecr.present).toEqual({ [API]: [] });
    expect(code).toBe(0);
  });

  test("a list of lists before its lists, and these before any image", async () => {
    ecr.repositories = new Map([[API, [image(1), list(2, 1), list(3, 2), list(4, 3), list(5, 1)]]]);
    const { code, text } = await project.run({ components: ["api"] });
    expect(ecr.batches).toEqual([
      [2, 3, 4, 5].map(digest),
      [2, 3].map(digest),
      [digest(2)],
      [digest(1)],
    ]);
    expect(text).toBe(`${API}: 5 of 5 images deleted`);
    expect(code).toBe(0);
  });

  test("a list that ECR gives no media type", async () => {
    const unknown = { ...list(9, 1, 8), imageManifestMediaType: undefined };
    ecr.repositories = new Map([[API, [image(1), list(8, 2), image(2), unknown]]]);
    const { code, text } = await project.run({ components: ["api"] });
    expect(ecr.present).toEqual({ [API]: [] });
    expect(text).toBe(`${API}: 4 of 4 images deleted`);
    expect(code).toBe(0);
  });

  test("any graph of lists, in any order", async () => {
    // An image names only images with smaller numbers: there are no circles.
    const graph = fc
      .integer({ min: 1, max: 12 })
      .chain((count) =>
        fc.tuple(
          ...Array.from({ length: count }, (_, index) =>
            fc.tuple(fc.boolean(), fc.subarray(Array.from({ length: index }, (_, i) => i))),
          ),
        ),
      );
    const repository = graph.chain((nodes) =>
      fc.shuffledSubarray(
        nodes.map(([isList, names], index) => (isList ? list(index, ...names) : image(index))),
        { minLength: nodes.length },
      ),
    );
    await fc.assert(
      fc.asyncProperty(repository, async (content) => {
        ecr.repositories = new Map([[API, content]]);
        const { code } = await project.run({ components: ["api"] });
        expect(ecr.present).toEqual({ [API]: [] });
        expect(code).toBe(0);
      }),
      { numRuns: 15 },
    );
  });

  test("lists that name each other are given up", async () => {
    ecr.repositories = new Map([[API, [list(1, 2), list(2, 1), image(3)]]]);
    const { code, text } = await project.run({ components: ["api"] });
    expect(ecr.present).toEqual({ [API]: [digest(1), digest(2)] });
    expect(text).toContain(`${digest(1)} is left: ImageReferencedByManifestList: by the fake`);
    expect(code).toBe(1);
  });

  test("an image of a list that came later stays", async () => {
    ecr.repositories = new Map([[API, [image(1), image(2)]]]);
    project.answer = () => {
      ecr.repositories.get(API)?.push(list(9, 1));
      return "production";
    };
    const { code, text } = await project.run({ components: ["api"] });
    expect(ecr.present).toEqual({ [API]: [digest(1), digest(9)] });
    expect(text).toBe(
      [
        `${API}: 1 of 2 images deleted`,
        `  ${digest(1)} is left: ImageReferencedByManifestList: by the fake`,
        `  ${digest(9)} is left: it was pushed later`,
        "Run it again to delete what is left.",
      ].join("\n"),
    );
    expect(code).toBe(1);
  });
});

describe("what is left is reported:", () => {
  const deletions = (answer: () => WireAnswer | undefined) => (operation: string) =>
    operation === "BatchDeleteImage" ? answer() : undefined;

  test("each image that ECR does not delete, with its reason", async () => {
    ecr.repositories = new Map([
      [API, [image(1, { imageTags: ["v1", "stable"] }), image(2)]],
      [WORKER, images(3, 10)],
    ]);
    ecr.fault = (operation, { repositoryName }) =>
      operation === "BatchDeleteImage" && repositoryName === API
        ? failing("KmsError", "the key is gone")
        : undefined;
    const { code, text, data } = await project.run({});
    expect(text).toBe(
      [
        `${API}: 0 of 2 images deleted`,
        `  ${digest(1)} (v1, stable) is left: KmsError: the key is gone`,
        `  ${digest(2)} is left: ECR gave no reason`,
        `${WORKER}: 3 of 3 images deleted`,
        "Run it again to delete what is left.",
      ].join("\n"),
    );
    expect(data.repositories[0].left).toEqual([
      { digest: digest(1), tags: ["v1", "stable"], reason: "KmsError: the key is gone" },
      { digest: digest(2), tags: [], reason: "ECR gave no reason" },
    ]);
    expect(ecr.batches).toHaveLength(2);
    expect(code).toBe(1);
  });

  test("all that an error of AWS stopped; the other repositories are emptied", async () => {
    ecr.repositories = new Map([
      [API, [list(1, 2), ...images(150, 2)]],
      [WORKER, images(1)],
    ]);
    let batches = 0;
    ecr.fault = deletions(() => {
      batches += 1;
      return batches === 2 ? { error: "AccessDeniedException" } : undefined;
    });
    const { code, text, data } = await project.run({});
    expect(text).toContain(`${API}: 1 of 151 images deleted\n`);
    expect(text).toContain(
      `  ${digest(2)} is left: AWS: BatchDeleteImage: AccessDeniedException: by the test\n`,
    );
    expect(text).toContain(`${WORKER}: 1 of 1 images deleted\n`);
    expect(batches).toBe(3);
    expect(data.repositories[0].errors).toEqual([
      "AWS: BatchDeleteImage: AccessDeniedException: by the test",
    ]);
    expect(code).toBe(1);
  });

  test("with the reason of the image rather than the error, if it has one", async () => {
    ecr.repositories = new Map([[API, [...images(101, 1)]]]);
    const answers = [failing("KmsError", "the key is gone"), { error: "AccessDeniedException" }];
    ecr.fault = deletions(() => answers.shift());
    const { text } = await project.run({});
    expect(text).toContain(`${digest(1)} is left: KmsError: the key is gone`);
    expect(text).toContain(`${digest(101)} is left: AWS: BatchDeleteImage: AccessDeniedException`);
  });

  test("nothing that ECR refused once and deleted then", async () => {
    ecr.repositories = new Map([[API, [list(1), list(2)]]]);
    const { failures } = failing("ImageReferencedByManifestList", "of another").body;
    const answers = [{ body: { failures } }];
    ecr.fault = deletions(() => answers.shift());
    const { code, text } = await project.run({ components: ["api"] });
    expect(text).toContain(`${digest(2)} is left: ECR gave no reason`);
    expect(text).not.toContain("of another");
    expect(code).toBe(1);
  });

  test.each([
    ["says nothing of failures", {}],
    ["names no image", { failures: [{ failureCode: "KmsError" }] }],
  ])("all that ECR kept, if its answer %s", async (_, body) => {
    ecr.repositories = new Map([[API, images(2)]]);
    ecr.fault = deletions(() => ({ body }));
    const { code, text } = await project.run({});
    expect(text.match(/is left: ECR gave no reason/g)).toHaveLength(2);
    expect(code).toBe(1);
  });

  test("unknown, if AWS cannot list it", async () => {
    ecr.repositories = new Map([
      [API, images(1)],
      [WORKER, images(1)],
    ]);
    ecr.fault = (operation, { repositoryName }) =>
      ecr.batches.length > 0 && operation === "DescribeImages" && repositoryName === API
        ? { error: "AccessDeniedException" }
        : undefined;
    const { code, text, data } = await project.run({});
    expect(text).toBe(
      [
        `${API}: it is not known what is left`,
        "  AWS: DescribeImages: AccessDeniedException: by the test",
        `${WORKER}: 1 of 1 images deleted`,
        "Run it again to delete what is left.",
      ].join("\n"),
    );
    expect(data.repositories[0]).toMatchObject({ left: null });
    expect(code).toBe(3);
  });

  test("unknown, with both errors, if AWS fails altogether", async () => {
    ecr.repositories = new Map([[API, images(1)]]);
    project.answer = () => {
      let failures = 0;
      ecr.fault = () => ({ error: `Failure${++failures}` });
      return "production";
    };
    const { code, text } = await project.run({ components: ["api"] });
    expect(text).toContain(
      "  AWS: BatchDeleteImage: Failure1: by the test\n  AWS: DescribeImages: Failure2: by the test\n",
    );
    expect(code).toBe(3);
  });

  test("and nothing more is asked if the credentials have expired", async () => {
    ecr.repositories = new Map([
      [API, images(101)],
      [WORKER, images(2)],
    ]);
    const answers = [undefined, { error: "ExpiredTokenException" }];
    ecr.fault = deletions(() => answers.shift());
    const { code, text, data } = await project.run({});
    const why = "AWS: BatchDeleteImage: ExpiredTokenException: by the test.";
    expect(text).toMatch(
      new RegExp(
        `^${API}: it is not known what is left\n  ${why} .*\n${WORKER}: not tried: 2 left\n${why} .*\nRun it`,
      ),
    );
    expect(data.repositories[1]).toMatchObject({
      left: [{ reason: "not tried" }, { reason: "not tried" }],
    });
    expect(data.error).toContain(why);
    expect(ecr.batches).toHaveLength(2);
    expect(ecr.requests.at(-1)?.operation).toBe("BatchDeleteImage");
    expect(code).toBe(3);
  });

  test("images pushed after the question, which stay", async () => {
    ecr.repositories = new Map([
      [API, images(2)],
      [WORKER, []],
    ]);
    project.answer = () => {
      ecr.repositories.get(API)?.push(image(7, { imageTags: ["late"] }));
      ecr.repositories.get(WORKER)?.push(image(8));
      return "production";
    };
    const { code, text, data } = await project.run({});
    expect(ecr.present).toEqual({ [API]: [digest(7)], [WORKER]: [digest(8)] });
    expect(text).toBe(
      [
        `${API}: 2 of 2 images deleted`,
        `  ${digest(7)} (late) is left: it was pushed later`,
        `${WORKER}: no images`,
        `  ${digest(8)} is left: it was pushed later`,
        "Run it again to delete what is left.",
      ].join("\n"),
    );
    expect(data.repositories.map((r: { pushedSince: unknown }) => r.pushedSince)).toEqual([
      [{ digest: digest(7), tags: ["late"] }],
      [{ digest: digest(8), tags: [] }],
    ]);
    expect(code).toBe(0);
  });
});

describe("it can be run again:", () => {
  test("a second run finishes what a killed one began", async () => {
    ecr.repositories = new Map([[API, [...images(150, 1), list(200, 1, 150)]]]);
    let batches = 0;
    ecr.fault = (operation) => {
      if (operation === "BatchDeleteImage") batches += 1;
      return batches > 1 ? { error: "ExpiredTokenException" } : undefined;
    };
    expect((await project.run({})).code).toBe(3);
    expect(ecr.present[API]).toHaveLength(150);
    ecr.fault = () => undefined;
    expect((await project.run({})).code).toBe(0);
    expect(ecr.present).toEqual({ [API]: [] });
    const third = await project.run({});
    expect(third.text).toBe(`Nothing to delete:\n${API}: no images\n${WORKER}: does not exist`);
    expect(third.code).toBe(0);
  });

  test("images that are gone already are no failure", async () => {
    ecr.repositories = new Map([[API, images(3)]]);
    project.answer = () => {
      ecr.repositories.set(API, images(1));
      return "production";
    };
    const { code, text } = await project.run({ components: ["api"] });
    expect(text).toBe(`${API}: 3 of 3 images deleted`);
    expect(code).toBe(0);
  });

  test("nor is a repository that is gone already", async () => {
    ecr.repositories = new Map([[API, images(3)]]);
    project.answer = () => {
      ecr.repositories.delete(API);
      return "production";
    };
    const { code, text } = await project.run({ components: ["api"] });
    expect(text).toBe(`${API}: 3 of 3 images deleted`);
    expect(code).toBe(0);
  });
});

describe("without images", () => {
  test.each<[string, [string, FakeImage[]][], string]>([
    [
      "in empty repositories",
      [
        [API, []],
        [WORKER, []],
      ],
      `${API}: no images\n${WORKER}: no images`,
    ],
    ["as nothing is deployed", [], `${API}: does not exist\n${WORKER}: does not exist`],
  ])("%s it says so, asks nothing and ends with 0", async (_, repositories, described) => {
    ecr.repositories = new Map(repositories);
    const { code, text, questions } = await project.run({});
    expect(text).toBe(`Nothing to delete:\n${described}`);
    expect(questions).toEqual([]);
    expect(ecr.batches).toEqual([]);
    expect(code).toBe(0);
  });
});

test("throttling is waited out at every step", async () => {
  ecr.repositories = new Map([[API, images(1)]]);
  let requests = 0;
  ecr.fault = () => (++requests % 2 ? { error: "ThrottlingException" } : undefined);
  const { code, pauses } = await project.run({ components: ["api"] });
  expect(ecr.present).toEqual({ [API]: [] });
  expect(pauses).toEqual([1_000, 1_000, 1_000, 1_000]);
  expect(code).toBe(0);
});

test("the data name what was there and what became of it", async () => {
  const details = {
    imageSizeInBytes: 5,
    imageTags: ["v1"],
    lastRecordedPullTime: 1_790_000_000,
  };
  ecr.repositories = new Map([[API, [image(1, details)]]]);
  const { data } = await project.run({});
  expect(JSON.parse(JSON.stringify(data))).toEqual({
    stack: "production",
    account: "111111111111",
    region: "us-east-1",
    repositories: [
      {
        repository: API,
        images: 1,
        bytes: 5,
        tags: 1,
        newestTags: ["v1"],
        lastPulledAt: "2026-09-21T14:13:20.000Z",
        left: [],
        pushedSince: [],
        errors: [],
      },
    ],
    missing: [WORKER],
  });
});

test("what ECR does not report is null in the data", async () => {
  ecr.repositories = new Map([[API, [image(1)]]]);
  const { data } = await project.run({});
  expect(data.repositories[0]).toMatchObject({ bytes: null, lastPulledAt: null });
});
