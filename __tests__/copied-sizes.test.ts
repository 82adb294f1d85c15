import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ImageSizes } from "../cli/copying/image-sizes.ts";
import { Registry } from "../cli/ecr/registry.ts";
import { EcrWire } from "./support/ecr-wire.ts";

const blob = (digest: string, size: number) => ({ digest, size });

/** Manifests in ECR, by their digests. */
const IN_ECR: Record<string, unknown> = {
  amd: { config: blob("amd-config", 1), layers: [blob("base", 1_000), blob("amd-layer", 20)] },
  arm: { config: blob("arm-config", 2), layers: [blob("base", 1_000), blob("arm-layer", 300)] },
  index: { manifests: [blob("amd", 7), blob("arm", 7)] },
  old: { schemaVersion: 1, fsLayers: [{ blobSum: "sha256:a" }] },
  partial: { manifests: [blob("amd", 7), blob("gone", 7)] },
  empty: { manifests: [] },
};

const wire = new EcrWire();
let registry: Registry;

beforeAll(async () => {
  for (const [name, value] of Object.entries(await wire.listen())) vi.stubEnv(name, value);
  registry = new Registry({ id: "qa", region: "eu-west-1", accountId: null } as never);
  wire.answer = (_, { imageIds }) => {
    const ids = imageIds as { imageDigest: string }[];
    const images = ids.flatMap(({ imageDigest }) => {
      const manifest = IN_ECR[imageDigest];
      return manifest ? [{ imageManifest: JSON.stringify(manifest) }] : [];
    });
    return { body: { images } };
  };
});
afterAll(() => {
  wire.close();
  vi.unstubAllEnvs();
});

async function totalOf(...images: readonly (readonly [string, string])[]) {
  const sizes = new ImageSizes(registry);
  for (const [repository, digest] of images) await sizes.add(repository, digest);
  return sizes.total;
}

test("all platforms count, and a layer that they share counts once", async () => {
  expect(await totalOf(["a", "amd"])).toBe(1_021);
  expect(await totalOf(["a", "index"])).toBe(1_323);
  expect(await totalOf(["a", "index"], ["a", "arm"])).toBe(1_323);
});

test("a layer counts in each repository", async () => {
  expect(await totalOf(["a", "amd"], ["b", "amd"])).toBe(2_042);
});

test.each(["gone", "partial", "old"])(
  "the size of %s is unknown, and so is the sum",
  async (digest) => {
    expect(await totalOf(["a", "amd"], ["a", digest], ["a", "arm"])).toBeUndefined();
  },
);

test("an index of no images has no size", async () => {
  expect(await totalOf(["a", "empty"])).toBe(0);
});
