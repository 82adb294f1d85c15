import { ECRClient } from "@aws-sdk/client-ecr";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { childrenOfLists } from "../cli/ecr/manifest-lists.ts";
import { EcrWire, type WireAnswer } from "./support/ecr-wire.ts";
import { fakeDigest as digest } from "./support/fake-ecr.ts";

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

type Ids = readonly { readonly imageDigest: string }[];

/** Reads manifest lists while ECR answers so. */
function read(digests: readonly string[], answer: (ids: Ids) => WireAnswer) {
  wire.answer = (operation, input) => {
    asked.push({ operation, ...input });
    return answer(input.imageIds as Ids);
  };
  return childrenOfLists(client, REPOSITORY, digests, async (milliseconds) =>
    pauses.push(milliseconds),
  );
}

const manifest = (imageDigest: string, content: unknown) => ({
  imageId: { imageDigest },
  imageManifest: typeof content === "string" ? content : JSON.stringify(content),
});
const index = (...digests: string[]) => ({
  schemaVersion: 2,
  manifests: digests.map((each) => ({ digest: each, size: 1 })),
});

describe("manifest lists are read", () => {
  it("with all that they refer to, attestations too", async () => {
    const attestation = {
      digest: digest(12),
      platform: { os: "unknown", architecture: "unknown" },
      annotations: { "vnd.docker.reference.type": "attestation-manifest" },
    };
    const children = await read([digest(1), digest(2)], () => ({
      body: {
        images: [
          manifest(digest(2), index()),
          manifest(digest(1), { manifests: [{ digest: digest(11) }, attestation] }),
        ],
      },
    }));
    expect(children).toEqual(
      new Map([
        [digest(1), [digest(11), digest(12)]],
        [digest(2), []],
      ]),
    );
    expect(asked).toEqual([
      {
        operation: "BatchGetImage",
        ...REPOSITORY,
        imageIds: [{ imageDigest: digest(1) }, { imageDigest: digest(2) }],
        acceptedMediaTypes: [
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.docker.distribution.manifest.list.v2+json",
        ],
      },
    ]);
  });

  it("a hundred at a time, and not at all if there are none", async () => {
    const answer = (ids: Ids) => ({
      body: { images: ids.map(({ imageDigest }) => manifest(imageDigest, index(digest(999)))) },
    });
    const digests = Array.from({ length: 201 }, (_, each) => digest(each));
    const children = await read(digests, answer);
    expect([...children.keys()]).toEqual(digests);
    expect(asked.map(({ imageIds }) => (imageIds as Ids).length)).toEqual([100, 100, 1]);
    expect(await read([], answer)).toEqual(new Map());
    expect(asked).toHaveLength(3);
  });

  it("again if AWS throttles", async () => {
    const answers: WireAnswer[] = [
      { error: "ThrottlingException" },
      { body: { images: [manifest(digest(1), index(digest(2)))] } },
    ];
    expect(await read([digest(1)], () => answers.shift()!)).toEqual(
      new Map([[digest(1), [digest(2)]]]),
    );
    expect(pauses).toEqual([1_000]);
  });
});

describe("manifest lists are not read", () => {
  it.each<[string, unknown, string]>([
    ["if ECR answers nothing", {}, `nothing for ${digest(1)}`],
    [
      "if one is gone meanwhile",
      {
        images: [],
        failures: [{ imageId: { imageDigest: digest(1) }, failureCode: "ImageNotFound" }],
      },
      `nothing for ${digest(1)}`,
    ],
    [
      "if another one comes",
      { images: [manifest(digest(2), index())] },
      `nothing for ${digest(1)}`,
    ],
    ["without an id", { images: [{ imageManifest: "{}" }] }, "a manifest list that cannot be read"],
    [
      "without a manifest",
      { images: [{ imageId: { imageDigest: digest(1) } }] },
      "a manifest list that cannot be read",
    ],
    ...["no JSON", "[]", { manifests: {} }, { config: {} }].map(
      (content): [string, unknown, string] => [
        `if one is ${JSON.stringify(content)}`,
        { images: [manifest(digest(1), content)] },
        "a manifest list that cannot be read",
      ],
    ),
    ...[[5], [{ digest: 5 }], [{}], [{ digest: digest(2) }, {}]].map(
      (manifests): [string, unknown, string] => [
        `if one refers to ${JSON.stringify(manifests)}`,
        { images: [manifest(digest(1), { manifests })] },
        "a manifest list with an image without a digest",
      ],
    ),
  ])("%s", async (_, body, message) => {
    await expect(read([digest(1)], () => ({ body }))).rejects.toMatchObject({
      message: `AWS: BatchGetImage answered with ${message}`,
      exitCode: 3,
    });
  });

  it("without access", async () => {
    const denied = () => ({ error: "AccessDeniedException" });
    await expect(read([digest(1)], denied)).rejects.toThrow("by the test");
    expect(pauses).toEqual([]);
  });
});
