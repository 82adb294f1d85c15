import { BatchGetImageCommand } from "@aws-sdk/client-ecr";
import { MANIFEST_MEDIA_TYPES } from "../ecr/media-types.ts";
import type { Registry } from "../ecr/registry.ts";
import { type Child, childrenOf } from "./image-index.ts";
import { readInTime } from "./read-in-time.ts";
import { type NoAnswer, noAnswer, type ScanRequest } from "./scan.ts";
import { listOf, MalformedAnswer, objectOf, text } from "./wire.ts";

/** An image that can be scanned. */
export interface PlatformImage {
  readonly digest: string;
  /** Such as `linux/arm64`; `undefined` if the image is not one of several. */
  readonly platform?: string;
}

/** How many indexes may lie within each other. */
const MOST_LEVELS = 4;

/**
 * The images that a digest stands for: itself, or those that the index lists, for each platform one.
 * ECR does not scan an index under basic scanning, and its own scan counts under neither.
 * Source: Amazon ECR User Guide, image scanning.
 */
export function platformImages(
  registry: Registry,
  request: ScanRequest,
): Promise<PlatformImage[] | NoAnswer> {
  return resolve(registry, request, { digest: request.imageDigest }, 0);
}

async function resolve(
  registry: Registry,
  request: ScanRequest,
  image: PlatformImage,
  level: number,
): Promise<PlatformImage[] | NoAnswer> {
  const { digest } = image;
  const children = await readInTime("The manifest", () => read(registry, request, digest), request);
  if (children === undefined) return [image];
  if ("noAnswer" in children) return children;
  if (level === MOST_LEVELS) {
    return noAnswer("unreadable", `More than ${MOST_LEVELS} indexes lie within each other.`);
  }
  const images: PlatformImage[] = [];
  for (const child of children) {
    const platform = child.platform ?? image.platform ?? child.digest;
    const found = await resolve(registry, request, { digest: child.digest, platform }, level + 1);
    if ("noAnswer" in found) return found;
    images.push(...found);
  }
  if (images.length > 0) return images;
  return noAnswer("no-platform", `The index ${digest} lists no image of any platform.`);
}

async function read(
  { client, registryId }: Registry,
  { repositoryName, signal }: ScanRequest,
  imageDigest: string,
): Promise<Child[] | undefined> {
  const imageIds = [{ imageDigest }];
  const input = { registryId, repositoryName, imageIds, acceptedMediaTypes: MANIFEST_MEDIA_TYPES };
  const command = new BatchGetImageCommand(input);
  const { images, failures } = await client.send(command, { abortSignal: signal });
  const [image] = listOf(images ?? [], "images");
  if (!image) throw missing(imageDigest, failures);
  const { imageId, imageManifest, imageManifestMediaType: mediaType } = image;
  const { imageDigest: answered = imageDigest } = objectOf(imageId ?? {}, "imageId");
  if (answered !== imageDigest) throw new MalformedAnswer("ECR answered about another image");
  return childrenOf(
    text(imageManifest, "imageManifest"),
    mediaType === undefined ? undefined : text(mediaType, "imageManifestMediaType"),
  );
}

function missing(digest: string, failures: unknown): MalformedAnswer {
  const [{ failureCode = "no image", failureReason = "" } = {}] = listOf(
    failures ?? [],
    "failures",
  );
  const reason = `${text(failureCode, "failureCode")} ${text(failureReason, "failureReason")}`;
  return new MalformedAnswer(`ECR answered for ${digest}: ${reason}`);
}
