import { ECRClient } from "@aws-sdk/client-ecr";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { describeBytes } from "../cli/ecr/bytes.ts";
import { describeSummary, type ImageSummary, summarize } from "../cli/ecr/image-summary.ts";
import { type EcrImage, listImages } from "../cli/ecr/images.ts";
import { EcrWire, type WireAnswer } from "./support/ecr-wire.ts";

const wire = new EcrWire();
const env = await wire.listen();
const client = new ECRClient({
  region: "us-east-1",
  endpoint: env.AWS_ENDPOINT_URL,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
});
const progress = vi.spyOn(console, "error").mockImplementation(() => {});
const REPOSITORY = { registryId: "111111111111", repositoryName: "production/frontend" };
const INDEX = "application/vnd.oci.image.index.v1+json";

let asked: Record<string, unknown>[] = [];
let pauses: number[] = [];
beforeEach(() => {
  asked = [];
  pauses = [];
});
afterAll(() => {
  wire.close();
  progress.mockRestore();
});

/** Lists the images while ECR answers so, one answer after the other. */
function list(...answers: WireAnswer[]) {
  wire.answer = (operation, input) => {
    asked.push({ operation, ...input });
    return answers.length > 1 ? answers.shift()! : answers[0]!;
  };
  return listImages(client, REPOSITORY, async (milliseconds) => pauses.push(milliseconds));
}

function page(imageDetails: unknown, nextToken?: string): WireAnswer {
  return { body: { imageDetails, nextToken } };
}

function digest(index: number): string {
  return `sha256:${index.toString(16).padStart(64, "0")}`;
}

function image(properties: Partial<EcrImage>): EcrImage {
  return {
    digest: digest(0),
    tags: [],
    pushedAt: new Date("2026-11-01T12:00:00Z"),
    bytes: 1_000,
    lastPulledAt: undefined,
    isManifestList: false,
    subject: undefined,
    isArchived: false,
    archivedAt: undefined,
    restoredAt: undefined,
    ...properties,
  };
}

describe("images are listed", () => {
  test("with what ECR reports of them", async () => {
    const details = {
      imageDigest: digest(1),
      imageTags: ["v1", "stable"],
      imageSizeInBytes: 1_234,
      imagePushedAt: 1_790_000_000,
      lastRecordedPullTime: 1_790_000_001.5,
      imageManifestMediaType: INDEX,
      subjectManifestDigest: digest(9),
      imageStatus: "ARCHIVED",
      lastArchivedAt: 1_790_000_003,
      lastActivatedAt: 1_790_000_002,
    };
    expect(await list(page([details]))).toEqual([
      {
        digest: digest(1),
        tags: ["v1", "stable"],
        pushedAt: new Date(1_790_000_000_000),
        bytes: 1_234,
        lastPulledAt: new Date(1_790_000_001_500),
        isManifestList: true,
        subject: digest(9),
        isArchived: true,
        archivedAt: new Date(1_790_000_003_000),
        restoredAt: new Date(1_790_000_002_000),
      },
    ]);
  });

  test("archived or not, a thousand at a time", async () => {
    await list(page([]));
    expect(asked).toEqual([
      {
        operation: "DescribeImages",
        ...REPOSITORY,
        maxResults: 1_000,
        filter: { imageStatus: "ANY" },
      },
    ]);
  });

  test("over all pages, empty ones too, each image once", async () => {
    const images = await list(
      page([{ imageDigest: digest(1) }, { imageDigest: digest(2) }], "a"),
      page([], "b"),
      page([{ imageDigest: digest(2) }, { imageDigest: digest(3) }], ""),
    );
    expect(images?.map((listed) => listed.digest)).toEqual([1, 2, 3].map(digest));
    expect(asked.map(({ nextToken }) => nextToken)).toEqual([undefined, "a", "b"]);
  });

  test.each([
    ["application/vnd.docker.distribution.manifest.list.v2+json", true],
    [INDEX, true],
    ["application/vnd.docker.distribution.manifest.v2+json", false],
    ["application/vnd.oci.image.manifest.v1+json", false],
    [undefined, false],
  ])("and %s is a manifest list: %s", async (imageManifestMediaType, isManifestList) => {
    const images = await list(page([{ imageDigest: digest(1), imageManifestMediaType }]));
    expect(images).toMatchObject([{ isManifestList }]);
  });

  test.each([
    ["nothing", {}],
    ["null", { imageTags: null, imageSizeInBytes: null, imagePushedAt: null }],
    ["nonsense", { imageSizeInBytes: "12", imagePushedAt: 1e99, lastRecordedPullTime: 1e99 }],
    ["no time", { imagePushedAt: 0, lastRecordedPullTime: 0 }],
  ])("with unknown size and dates if ECR reports %s", async (_, detail) => {
    expect(await list(page([{ imageDigest: digest(1), ...detail }]))).toEqual([
      image({ digest: digest(1), pushedAt: undefined, bytes: undefined }),
    ]);
  });

  test("of a repository that does not exist there is no list", async () => {
    expect(await list({ error: "RepositoryNotFoundException" })).toBeUndefined();
    const page1 = page([{ imageDigest: digest(1) }], "a");
    expect(await list(page1, { error: "RepositoryNotFoundException" })).toBeUndefined();
  });
});

describe("images are not listed", () => {
  const first = page([{ imageDigest: digest(1) }], "a");
  test.each<[string, string, WireAnswer[]]>([
    ["without a list", "no list of images", [{ body: {} }]],
    ["with null for a list", "no list of images", [page(null)]],
    ["without a list on a later page", "no list of images", [first, { body: {} }]],
    ["with an image that is null", "an image without a digest", [page([null])]],
    [
      "with an image without a digest",
      "an image without a digest",
      [page([{ imageTags: ["v1"] }])],
    ],
    ["with a digest that is none", "an image without a digest", [page([{ imageDigest: "v1" }])]],
    [
      "with a line break in a digest",
      "an image without a digest",
      [page([{ imageDigest: `${digest(1)}\n` }])],
    ],
    [
      "with words before a digest",
      "an image without a digest",
      [page([{ imageDigest: `no ${digest(1)}` }])],
    ],
    [
      "with tags that are no list",
      "tags that are no list",
      [page([{ imageDigest: digest(1), imageTags: "v1" }])],
    ],
    ["with one page for ever", "one page twice", [first]],
  ])("%s", async (_, message, answers) => {
    await expect(list(...answers)).rejects.toMatchObject({
      message: `AWS: DescribeImages answered with ${message}`,
      exitCode: 3,
    });
  });

  test("without access, on any page", async () => {
    const denied = { error: "AccessDeniedException" };
    await expect(list(denied)).rejects.toThrow("by the test");
    await expect(list(first, denied)).rejects.toMatchObject({ name: "AccessDeniedException" });
    expect(pauses).toEqual([]);
  });
});

describe("throttling", () => {
  test.each(["ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"])(
    "by %s is waited out",
    async (error) => {
      const images = await list(
        page([{ imageDigest: digest(1) }], "a"),
        { error },
        { error },
        page([{ imageDigest: digest(2) }]),
      );
      expect(images).toHaveLength(2);
      expect(pauses).toEqual([1_000, 2_000]);
      expect(progress).toHaveBeenLastCalledWith(`AWS: ${error}: by the test. Trying again in 2 s.`);
    },
  );

  test("without end is given up after two minutes", async () => {
    await expect(list({ error: "ThrottlingException" })).rejects.toMatchObject({
      message:
        "AWS: ThrottlingException: by the test. It was asked 9 times in two minutes: run it again later",
      exitCode: 3,
    });
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30, 30].map((seconds) => seconds * 1_000));
    expect(asked).toHaveLength(9);
  });
});

describe("images are summed up", () => {
  const day = (date: string) => new Date(`${date}T00:00:00Z`);

  test("by their count, size, newest tags and last pull", () => {
    const images = [
      image({ tags: ["v2"], pushedAt: day("2026-02-01"), lastPulledAt: day("2026-03-01") }),
      image({ tags: ["v4", "stable"], pushedAt: day("2026-04-01"), bytes: 5 }),
      image({ tags: ["v1"], pushedAt: day("2026-01-01"), lastPulledAt: day("2026-05-01") }),
      image({ pushedAt: day("2026-05-01") }),
      image({ tags: ["v3"], pushedAt: day("2026-03-01"), lastPulledAt: day("2026-04-01") }),
    ];
    expect(summarize(images)).toEqual({
      images: 5,
      bytes: 4_005,
      tags: 5,
      newestTags: ["v4", "stable", "v3"],
      lastPulledAt: day("2026-05-01"),
    });
  });

  test("to nothing if there are none", () => {
    expect(summarize([])).toEqual({
      images: 0,
      bytes: 0,
      tags: 0,
      newestTags: [],
      lastPulledAt: undefined,
    });
  });

  test("with no size if the size of one is unknown", () => {
    const unknown = image({ bytes: undefined });
    expect(summarize([unknown, image({})]).bytes).toBeUndefined();
    expect(summarize([image({}), unknown]).bytes).toBeUndefined();
  });

  test("without the size of manifest lists, which is that of one of their images", () => {
    const lists = [
      image({ isManifestList: true }),
      image({ isManifestList: true, bytes: undefined }),
    ];
    expect(summarize([...lists, image({})])).toMatchObject({ images: 3, bytes: 1_000 });
  });

  test("with those of unknown date as the oldest", () => {
    const images = [image({ tags: ["old"], pushedAt: undefined }), image({ tags: ["new"] })];
    expect(summarize(images).newestTags).toEqual(["new", "old"]);
  });

  test("with tags on one line and without control characters", () => {
    const tags = ["a\u001b[2Jb", "c\nd", "\u202ee\u009b"];
    expect(summarize([image({ tags })]).newestTags).toEqual(["a [2Jb", "c d", "e"]);
  });

  test("however many they are", () => {
    const many = Array(150_000).fill(image({ tags: ["v1"] }));
    expect(summarize(many)).toMatchObject({ images: 150_000, tags: 150_000 });
  });
});

describe("a sum is described", () => {
  const summary: ImageSummary = {
    images: 9,
    bytes: 1_234_000_000,
    tags: 5,
    newestTags: ["v3", "v2", "v1"],
    lastPulledAt: new Date("2026-11-20T23:59:59Z"),
  };
  test.each<[string, Partial<ImageSummary>, string]>([
    ["all", {}, "9 images, 1.2 GB, newest tags v3, v2, v1, …, last pulled 2026-11-20"],
    [
      "one image",
      { images: 1, tags: 1, newestTags: ["v1"] },
      "1 image, 1.2 GB, newest tags v1, last pulled 2026-11-20",
    ],
    [
      "nothing known",
      { bytes: undefined, tags: 0, newestTags: [], lastPulledAt: undefined },
      "9 images, size unknown, no tags, no pull recorded",
    ],
    ["no images", { images: 0 }, "no images"],
  ])("%s", (_, properties, text) => {
    expect(describeSummary({ ...summary, ...properties })).toBe(text);
  });

  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.0 kB"],
    [999_949, "999.9 kB"],
    [999_950, "1.0 MB"],
    [12_345_678, "12.3 MB"],
    [1_000_000_000, "1.0 GB"],
    [7.5e12, "7.5 TB"],
    [1.5e15, "1500.0 TB"],
  ])("%i bytes as %s", (bytes, text) => {
    expect(describeBytes(bytes)).toBe(text);
  });

  test("any size up to terabytes with at most three digits before the point", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9e14 }), (bytes) => {
        expect(describeBytes(bytes)).toMatch(/^(\d{1,3} B|\d{1,3}\.\d (k|M|G|T)B)$/);
      }),
    );
  });
});
