import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { Registry } from "../cli/ecr/registry.ts";
import { readTags, type TaggedImage } from "../cli/ecr/tagged-image.ts";
import type { LocalImage } from "../cli/push/local-image.ts";
import { pushTags, type Target } from "../cli/push/push-tags.ts";
import { refuseTakenTags } from "../cli/push/taken-tags.ts";
import { EcrWire, type WireAnswer } from "./support/ecr-wire.ts";

const NAME = "qa/backend";
const MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json";
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

/** An image as ECR has it, under a letter. */
const inEcr = (letter: string): TaggedImage => ({
  digest: digest(letter),
  manifest: JSON.stringify({ config: { digest: digest(letter.toUpperCase()) } }),
  mediaType: MEDIA_TYPE,
  config: digest(letter.toUpperCase()),
});

const wire = new EcrWire();
let tags: Map<string, TaggedImage>;
let asked: Record<string, unknown>[];
let putImage: () => WireAnswer;
let target: Target;

beforeAll(async () => {
  for (const [name, value] of Object.entries(await wire.listen())) vi.stubEnv(name, value);
  vi.spyOn(console, "error").mockReturnValue();
  const registry = new Registry({ id: "qa", region: "eu-west-1", accountId: null } as never);
  target = { registry, repository: `host/${NAME}`, name: NAME, loginFolder: "login" };
});
beforeEach(() => {
  tags = new Map();
  asked = [];
  putImage = () => ({ body: {} });
  wire.answer = (operation, input) => {
    if (operation === "PutImage") {
      asked.push(input);
      return putImage();
    }
    const ids = input.imageIds as { imageTag: string }[];
    const images = ids.flatMap(({ imageTag }) => {
      const image = tags.get(imageTag);
      return image ? [{ imageTag, image }] : [];
    });
    return {
      body: {
        images: images.map(({ imageTag, image }) => ({
          imageId: { imageTag, imageDigest: image.digest },
          imageManifest: image.manifest,
          imageManifestMediaType: image.mediaType,
        })),
        failures: ids
          .filter(({ imageTag }) => !tags.has(imageTag))
          .map((imageId) => ({ imageId, failureCode: "ImageNotFound" })),
      },
    };
  };
});
afterAll(() => {
  wire.close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** An image that becomes one of ECR's when it is uploaded. */
function image(digests: string[], becomes = inEcr("a")) {
  const uploads: string[] = [];
  const local: LocalImage = {
    digests,
    async upload({ target: to, loginFolder }) {
      uploads.push(`${to} ${loginFolder}`);
      tags.set(to.split(":")[1] ?? "", becomes);
    },
  };
  return { local, uploads };
}

async function pushed(local: LocalImage, ...wanted: string[]) {
  const present = await readTags(target.registry, NAME, wanted);
  const results: string[] = [];
  for await (const { tag, reference, digest: as, result } of pushTags(
    target,
    local,
    wanted,
    present,
  )) {
    expect(reference).toBe(`host/${NAME}:${tag}`);
    results.push(`${tag} ${result} ${as.slice(7, 8)}`);
  }
  return results;
}

test("the first tag is uploaded, the others are put with its manifest, as it is", async () => {
  const { local, uploads } = image([digest("A")]);
  expect(await pushed(local, "v1", "v2", "v3")).toEqual([
    "v1 pushed a",
    "v2 pushed a",
    "v3 pushed a",
  ]);
  expect(uploads).toEqual([`host/${NAME}:v1 login`]);
  expect(asked).toMatchObject(
    ["v2", "v3"].map((imageTag) => ({
      repositoryName: NAME,
      imageTag,
      imageDigest: digest("a"),
      imageManifest: inEcr("a").manifest,
      imageManifestMediaType: MEDIA_TYPE,
    })),
  );
});

test.each([
  ["its manifest", digest("a")],
  ["its configuration", digest("A")],
])("an image that is there by %s is not uploaded again", async (_, known) => {
  tags.set("v2", inEcr("a"));
  tags.set("v3", inEcr("b"));
  const { local, uploads } = image([known]);
  expect(await pushed(local, "v1", "v2", "v3")).toEqual([
    "v2 there already a",
    "v1 pushed a",
    "v3 pushed a",
  ]);
  expect(uploads).toEqual([]);
});

test("a tag that another run has put meanwhile is done", async () => {
  putImage = () => ({ error: "ImageAlreadyExistsException" });
  const { local } = image([digest("A")]);
  expect(await pushed(local, "v1", "v2")).toEqual(["v1 pushed a", "v2 pushed a"]);
  putImage = () => ({ error: "ImageTagAlreadyExistsException" });
  await expect(pushed(local, "v1", "v4")).rejects.toThrow("by the test");
});

test("an upload that ECR does not list is a failure", async () => {
  const { local } = image([digest("A")]);
  const lost = { ...local, upload: async () => {} };
  await expect(pushed(lost, "v1")).rejects.toThrow(`${NAME}:v1 was pushed, but ECR does not list`);
});

test("an index has no configuration", async () => {
  tags.set("v1", { ...inEcr("a"), manifest: JSON.stringify({ manifests: [] }) });
  const answer = await readTags(target.registry, NAME, ["v1", "v2"]);
  expect([...answer.keys()]).toEqual(["v1"]);
  expect(answer.get("v1")?.config).toBeUndefined();
});

test.each([
  ["a failure of another kind", { failures: [{ failureCode: "KmsError" }] }, "KmsError"],
  ["no digest", { images: [{ imageManifest: "{}" }] }, "without a manifest"],
  [
    "no JSON",
    { images: [{ imageId: { imageDigest: digest("a") }, imageManifest: "x" }] },
    "no JSON",
  ],
])("an answer with %s is no answer", async (_, body, message) => {
  wire.answer = () => ({ body });
  await expect(readTags(target.registry, NAME, ["v1"])).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining(message),
  });
});

test("only another image's tag in an immutable repository is refused", () => {
  const { local } = image([digest("a")]);
  const present = new Map([
    ["same", inEcr("a")],
    ["other", inEcr("b")],
    ["latest", inEcr("c")],
  ]);
  const refuse = (repository: object) =>
    refuseTakenTags(
      { repositoryName: NAME, ...repository },
      local,
      ["new", "same", "other", "latest"],
      present,
    );
  const immutable = { imageTagMutability: "IMMUTABLE" } as const;
  expect(() => refuse(immutable)).toThrow(
    `${NAME}:other is another image already, ${digest("b")}.\n${NAME}:latest is another image already, ${digest("c")}.\nNothing was pushed`,
  );
  expect(() => refuse(immutable)).toThrow("Leave out other, latest, or choose other tags.");
  expect(() => refuse({ imageTagMutability: "MUTABLE" })).not.toThrow();
  expect(() =>
    refuse({
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      imageTagMutabilityExclusionFilters: [{ filterType: "WILDCARD", filter: "latest" }],
    }),
  ).toThrow(/^(?!.*latest is another)/s);
});
