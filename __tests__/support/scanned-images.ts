import { createHash } from "node:crypto";
import type { EcrWire, WireAnswer } from "./ecr-wire.ts";

/** An answer, or what makes one when it is asked for. */
export type Answer = WireAnswer | (() => WireAnswer);

/** An image as ECR has it. */
export interface ScannedImage {
  /** @default the manifest of an image */
  readonly manifest?: unknown;
  /** What DescribeImageScanFindings answers, one after the other; the last for good. */
  readonly scan?: readonly Answer[];
}

export const INDEX_TYPE = "application/vnd.oci.image.index.v1+json";

const IMAGE = {
  schemaVersion: 2,
  mediaType: "application/vnd.oci.image.manifest.v1+json",
  config: {},
  layers: [],
};

/** A digest, another one for each name. */
export function digestOf(name: string): string {
  return `sha256:${createHash("sha256").update(name).digest("hex")}`;
}

/** An index of images, each with the digest of its platform's name. */
export function indexOf(...platforms: string[]) {
  const manifests = platforms.map((name) => {
    const [os, architecture, variant] = name.split("/");
    return { digest: digestOf(name), platform: { os, architecture, variant } };
  });
  return { schemaVersion: 2, mediaType: INDEX_TYPE, manifests };
}

/** Lets ECR answer about images, by the names of their digests. The tag `v1` is that of `v1`. */
export function serve(wire: EcrWire, images: Readonly<Record<string, ScannedImage>>): string[] {
  const asked: string[] = [];
  const byDigest = new Map(
    Object.entries(images).map(([name, { manifest = IMAGE, scan = [] }]) => [
      digestOf(name),
      { name, manifest, scan: [...scan] },
    ]),
  );
  wire.answer = (operation, input) => {
    if (operation === "DescribeImages") return { body: { imageDetails: [tagged(input)] } };
    const digest = requested(input);
    const image = byDigest.get(digest);
    asked.push(`${operation} ${image?.name ?? digest}`);
    if (!image) {
      const failures = [
        { failureCode: "ImageNotFound", failureReason: "Requested image not found" },
      ];
      return operation === "BatchGetImage"
        ? { body: { images: [], failures } }
        : { error: "ImageNotFoundException" };
    }
    if (operation === "BatchGetImage") return { body: { images: [inEcr(digest, image.manifest)] } };
    const answer = image.scan.length > 1 ? image.scan.shift()! : image.scan[0];
    if (!answer) return { error: "ScanNotFoundException" };
    return typeof answer === "function" ? answer() : answer;
  };
  return asked;
}

function inEcr(imageDigest: string, manifest: unknown) {
  const imageManifest = typeof manifest === "string" ? manifest : JSON.stringify(manifest);
  return { imageId: { imageDigest }, imageManifest };
}

interface ImageId {
  readonly imageDigest?: string;
  readonly imageTag?: string;
}

function requested({ imageId, imageIds }: { imageId?: ImageId; imageIds?: ImageId[] }): string {
  return (imageId ?? imageIds?.[0])?.imageDigest ?? "none";
}

function tagged({ imageIds }: { imageIds?: ImageId[] }) {
  return { imageDigest: digestOf(imageIds?.[0]?.imageTag ?? "none") };
}
