import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { Registry } from "../cli/ecr/registry.ts";
import { platformImages } from "../cli/scan-gate/platform-images.ts";
import { EcrWire, type WireAnswer } from "./support/ecr-wire.ts";
import {
  digestOf,
  INDEX_TYPE,
  indexOf,
  type ScannedImage,
  serve,
} from "./support/scanned-images.ts";

const wire = new EcrWire();
let registry: Registry;
let time: AbortController;

beforeAll(async () => {
  for (const [name, value] of Object.entries(await wire.listen())) vi.stubEnv(name, value);
  const none = { id: "", environment: "", folder: "", repositories: [] };
  registry = new Registry({ ...none, region: "eu-west-1", accountId: "123456789012" });
});
beforeEach(() => {
  time = new AbortController();
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => {
  vi.unstubAllEnvs();
  wire.close();
});

function resolve(name = "v1") {
  const imageDigest = digestOf(name);
  const request = { repositoryName: "shared/redis", imageDigest, interval: 0, signal: time.signal };
  return platformImages(registry, request);
}

function imagesOf(images: Readonly<Record<string, ScannedImage>>) {
  serve(wire, images);
  return resolve();
}

const DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
const AMD64 = { digest: digestOf("linux/amd64"), platform: "linux/amd64" };
const ARM64 = { digest: digestOf("linux/arm64/v8"), platform: "linux/arm64/v8" };
const BOTH = { "linux/amd64": {}, "linux/arm64/v8": {} };

/** An index of the image for linux/amd64 and something else. */
function indexWith(...others: readonly unknown[]) {
  const { manifests, ...index } = indexOf("linux/amd64");
  return { ...index, manifests: [...manifests, ...others] };
}

describe("an image without platforms is itself:", () => {
  test.each<[string, unknown]>([
    ["of OCI", { mediaType: "application/vnd.oci.image.manifest.v1+json", config: {}, layers: [] }],
    [
      "of Docker",
      { mediaType: "application/vnd.docker.distribution.manifest.v2+json", layers: [] },
    ],
    ["without a media type", { schemaVersion: 2, config: {}, layers: [] }],
    ["of Docker's first schema", { schemaVersion: 1, fsLayers: [] }],
  ])("%s", async (_, manifest) => {
    expect(await imagesOf({ v1: { manifest } })).toEqual([{ digest: digestOf("v1") }]);
  });
});

describe("an index is the images that it lists:", () => {
  test.each<[string, object]>([
    ["of OCI", { mediaType: INDEX_TYPE }],
    ["of Docker", { mediaType: DOCKER_LIST }],
    ["without a media type", { mediaType: undefined }],
  ])("%s", async (_, type) => {
    const manifest = { ...indexOf("linux/amd64", "linux/arm64/v8"), ...type };
    expect(await imagesOf({ v1: { manifest }, ...BOTH })).toEqual([AMD64, ARM64]);
  });

  test("of Windows, whose versions are told apart", async () => {
    const digest = digestOf("windows");
    const platform = { os: "windows", architecture: "amd64", "os.version": "10.0.17763.6293" };
    const manifest = indexWith({ digest, platform });
    expect(await imagesOf({ v1: { manifest }, "linux/amd64": {}, windows: {} })).toEqual([
      AMD64,
      { digest, platform: "windows(10.0.17763.6293)/amd64" },
    ]);
  });

  test("of a platform that is not named", async () => {
    const digest = digestOf("any");
    const manifest = indexWith({ digest });
    expect(await imagesOf({ v1: { manifest }, "linux/amd64": {}, any: {} })).toEqual([
      AMD64,
      { digest, platform: digest },
    ]);
  });

  test("of other indexes, which may leave the platform to the outer one", async () => {
    const inner = { ...indexOf(), manifests: [{ digest: digestOf("image") }] };
    const outer = indexWith(
      { digest: digestOf("inner"), platform: { os: "linux", architecture: "s390x" } },
      { digest: digestOf("other") },
    );
    const images = {
      v1: { manifest: outer },
      inner: { manifest: inner },
      other: { manifest: indexOf("linux/arm64/v8") },
      image: {},
      ...BOTH,
    };
    expect(await imagesOf(images)).toEqual([
      AMD64,
      { digest: digestOf("image"), platform: "linux/s390x" },
      ARM64,
    ]);
  });

  test("of indexes that lie within each other four times", async () => {
    const nested = (name: string) => ({
      manifest: { ...indexOf(), manifests: [{ digest: digestOf(name) }] },
    });
    const images = {
      v1: nested("2"),
      "2": nested("3"),
      "3": nested("4"),
      "4": { manifest: indexOf("linux/amd64") },
      "linux/amd64": {},
    };
    expect(await imagesOf(images)).toEqual([AMD64]);
    expect(await imagesOf({ ...images, "4": nested("5"), "5": images["4"] })).toEqual({
      noAnswer: "unreadable",
      explanation: "More than 4 indexes lie within each other.",
    });
  });

  test("whatever its own scan is", async () => {
    const asked = serve(wire, { v1: { manifest: indexOf("linux/amd64") }, "linux/amd64": {} });
    expect(await resolve()).toEqual([AMD64]);
    expect(asked).toEqual(["BatchGetImage v1", "BatchGetImage linux/amd64"]);
  });
});

describe("an attestation is left out", () => {
  const attestation = {
    "vnd.docker.reference.digest": AMD64.digest,
    "vnd.docker.reference.type": "attestation-manifest",
  };
  const digest = digestOf("attestation");
  test.each<[string, object]>([
    ["by its platform", { platform: { os: "unknown", architecture: "unknown" } }],
    ["by its annotation", { annotations: attestation }],
    [
      "as BuildKit writes it",
      { platform: { os: "unknown", architecture: "unknown" }, annotations: attestation },
    ],
  ])("%s", async (_, fields) => {
    const manifest = indexWith({ digest, ...fields });
    expect(await imagesOf({ v1: { manifest }, "linux/amd64": {} })).toEqual([AMD64]);
  });

  test.each<[string, object, string]>([
    ["a platform", { platform: { os: "linux", architecture: "s390x" } }, "linux/s390x"],
    ["half a platform", { platform: { os: "unknown", architecture: "s390x" } }, "unknown/s390x"],
    [
      "an operating system",
      { platform: { os: "linux", architecture: "unknown" } },
      "linux/unknown",
    ],
  ])("but not what names %s and can be run", async (_, fields, platform) => {
    const manifest = indexWith({ digest, ...fields, annotations: attestation });
    const images = { v1: { manifest }, "linux/amd64": {}, attestation: {} };
    expect(await imagesOf(images)).toEqual([AMD64, { digest, platform }]);
  });

  test("but not what is annotated otherwise", async () => {
    const annotations = { ...attestation, "vnd.docker.reference.type": "image" };
    const manifest = indexWith({ digest, annotations });
    const images = { v1: { manifest }, "linux/amd64": {}, attestation: {} };
    expect(await imagesOf(images)).toEqual([AMD64, { digest, platform: digest }]);
  });

  test.each<[string, unknown[]]>([
    ["nothing", []],
    ["attestations alone", [{ digest, annotations: attestation }]],
  ])("and an index that lists %s fails", async (_, manifests) => {
    const manifest = { ...indexOf(), manifests };
    const failure = (name: string) => ({
      noAnswer: "no-platform",
      explanation: `The index ${digestOf(name)} lists no image of any platform.`,
    });
    expect(await imagesOf({ v1: { manifest } })).toEqual(failure("v1"));
    const outer = indexWith({ digest: digestOf("inner") });
    const images = { v1: { manifest: outer }, inner: { manifest }, "linux/amd64": {} };
    expect(await imagesOf(images)).toEqual(failure("inner"));
  });
});

describe("a manifest is unreadable:", () => {
  test.each<[string, unknown, string]>([
    ["no JSON", "{", "the manifest is not JSON"],
    ["a list", [], "the manifest is []: must be an object"],
    ["null", "null", "the manifest is null"],
    ["an index without a list", { mediaType: INDEX_TYPE }, "manifests is not set: must be a list"],
    ["an index of one", { manifests: {} }, "manifests is {}: must be a list"],
    ["an index of texts", { manifests: [AMD64.digest] }, "manifests[0] is"],
    [
      "an index with layers",
      { ...indexOf("linux/amd64"), layers: [] },
      "of an image and of an index",
    ],
    ["an index with old layers", { manifests: [], fsLayers: [] }, "of an image and of an index"],
    ["an index with a config", { manifests: [], config: {} }, "of an image and of an index"],
    ["no digest", indexWith({}), "manifests[1].digest is not set: must be a digest"],
    ["another algorithm", indexWith({ digest: `sha512:${"a".repeat(128)}` }), "must be a digest"],
    ["a longer digest", indexWith({ digest: `${AMD64.digest}0` }), "must be a digest"],
    ["a prefixed digest", indexWith({ digest: `x${AMD64.digest}` }), "must be a digest"],
    ["a platform", indexWith({ digest: AMD64.digest, platform: "linux/amd64" }), "platform is"],
    [
      "no operating system",
      indexWith({ digest: AMD64.digest, platform: { architecture: "amd64" } }),
      "platform.os is not set: must be a string",
    ],
    [
      "no architecture",
      indexWith({ digest: AMD64.digest, platform: { os: "linux" } }),
      "platform.architecture is not set: must be a string",
    ],
    [
      "a variant",
      indexWith({
        digest: AMD64.digest,
        platform: { os: "linux", architecture: "arm", variant: 7 },
      }),
      "variant is 7",
    ],
    [
      "a version",
      indexWith({
        digest: AMD64.digest,
        platform: { os: "windows", architecture: "arm", "os.version": 10 },
      }),
      "os.version is 10",
    ],
    ["annotations", indexWith({ digest: AMD64.digest, annotations: "none" }), "annotations is"],
  ])("%s", async (_, manifest, explanation) => {
    const scan = await imagesOf({ v1: { manifest }, "linux/amd64": {} });
    expect(scan).toEqual({
      noAnswer: "unreadable",
      explanation: expect.stringMatching(/^The manifest cannot be read: /),
    });
    expect(scan).toHaveProperty("explanation", expect.stringContaining(explanation));
  });

  test("a platform's, and the others do not count", async () => {
    const manifest = indexOf("linux/amd64", "linux/arm64/v8");
    const scan = await imagesOf({ v1: { manifest }, "linux/amd64": {} });
    expect(scan).toEqual({
      noAnswer: "unreadable",
      explanation: `The manifest cannot be read: ECR answered for ${ARM64.digest}: ImageNotFound Requested image not found`,
    });
  });

  test("a long one is shown in part", async () => {
    const scan = await imagesOf({ v1: { manifest: indexWith({ digest: "x".repeat(500) }) } });
    expect(scan).toHaveProperty(
      "explanation",
      `The manifest cannot be read: manifests[1].digest is "${"x".repeat(300)}"… (500 characters): must be a digest (OCI Image Specification, image index)`,
    );
  });
});

describe("an answer about a manifest", () => {
  const imageManifest = JSON.stringify({ layers: [] });
  const answered = async (answer: WireAnswer) => {
    wire.answer = () => answer;
    return resolve();
  };

  test("may leave out which image it is about", async () => {
    const images = [{ imageManifest }];
    expect(await answered({ body: { images } })).toEqual([{ digest: digestOf("v1") }]);
  });

  test.each<[string, unknown, string]>([
    ["another image", { imageId: { imageDigest: AMD64.digest }, imageManifest }, "another image"],
    [
      "no manifest",
      { imageId: { imageDigest: digestOf("v1") } },
      "imageManifest is not set: must be a string",
    ],
    ["a type that is none", { imageManifest, imageManifestMediaType: 1 }, "MediaType is 1"],
    [
      "an index that has no list",
      { imageManifest, imageManifestMediaType: INDEX_TYPE },
      "of an image and of an index",
    ],
  ])("is unreadable if it is about %s", async (_, image, explanation) => {
    expect(await answered({ body: { images: [image] } })).toEqual({
      noAnswer: "unreadable",
      explanation: expect.stringContaining(explanation),
    });
  });

  test("is unreadable if there is none, and says why", async () => {
    const none = `The manifest cannot be read: ECR answered for ${digestOf("v1")}:`;
    expect(await answered({ body: {} })).toEqual({
      noAnswer: "unreadable",
      explanation: `${none} no image`,
    });
    expect(await answered({ body: { failures: [{ failureCode: "KmsError" }] } })).toEqual({
      noAnswer: "unreadable",
      explanation: `${none} KmsError`,
    });
  });

  test.each<[object, string]>([
    [{ images: [1] }, "images[0] is 1: must be an object"],
    [{ images: [{ imageManifest, imageId: "1" }] }, "images[0].imageId is"],
    [{ failures: [1] }, "failures[0] is 1: must be an object"],
    [{ failures: [{ failureCode: 1 }] }, "failures[0].failureCode is 1"],
    [{ failures: [{ failureReason: 1 }] }, "failures[0].failureReason is 1"],
  ])("is unreadable if it is not as ECR's API describes it: %j", async (body, explanation) => {
    expect(await answered({ body })).toEqual({
      noAnswer: "unreadable",
      explanation: expect.stringContaining(`The manifest cannot be read: ${explanation}`),
    });
  });

  test("is unreadable without access", async () => {
    expect(await answered({ error: "AccessDeniedException" })).toEqual({
      noAnswer: "unreadable",
      explanation:
        "The manifest cannot be read: AWS: BatchGetImage: AccessDeniedException: by the test",
    });
  });

  test("is waited for while AWS throttles", async () => {
    const answers: WireAnswer[] = [
      { error: "ThrottlingException" },
      { error: "ServerException", status: 500 },
      { body: { images: [{ imageManifest }] } },
    ];
    wire.answer = () => answers.shift()!;
    expect(await resolve()).toEqual([{ digest: digestOf("v1") }]);
  });

  test("is waited for until the time is up", async () => {
    wire.answer = () => {
      time.abort();
      return "silence";
    };
    expect(await resolve()).toEqual({
      noAnswer: "timed-out",
      explanation: "ECR did not answer in time.",
    });
  });

  test("is asked for by digest, in every format", async () => {
    let asked: unknown;
    wire.answer = (_, input) => {
      asked = input;
      return { body: { images: [{ imageManifest }] } };
    };
    await resolve();
    expect(asked).toEqual({
      registryId: "123456789012",
      repositoryName: "shared/redis",
      imageIds: [{ imageDigest: digestOf("v1") }],
      acceptedMediaTypes: [
        INDEX_TYPE,
        DOCKER_LIST,
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
        "application/vnd.docker.distribution.manifest.v1+json",
      ],
    });
  });
});
