import { BatchGetImageCommand } from "@aws-sdk/client-ecr";
import * as z from "zod";
import { MANIFEST_MEDIA_TYPES } from "../ecr/media-types.ts";
import type { Registry } from "../ecr/registry.ts";
import { lineOr, listOf, MalformedAnswer, objectWith, readAnswer } from "./answer.ts";
import { type Child, childrenOf } from "./image-index.ts";
import { readInTime } from "./read-in-time.ts";
import { type NoAnswer, noAnswer, type ScanRequest } from "./scan.ts";

/** An image that can be scanned. */
export interface PlatformImage {
  readonly digest: string;
  /** Such as `linux/arm64`; `undefined` if the image is not one of several. */
  readonly platform?: string;
}

/** How many indexes may lie within each other. */
const MOST_LEVELS = 4;

/**
 * The images that a digest stands for: the image itself, or one for each platform that an index lists.
 * Basic scanning does not scan an index. A scan of the index itself does not count under enhanced
 * scanning either.
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

const TEXT = z.string("must be a string");

const ANSWER = objectWith({
  images: listOf(
    objectWith({
      imageId: objectWith({ imageDigest: TEXT.optional() }).nullish(),
      imageManifest: TEXT,
      imageManifestMediaType: TEXT.optional(),
    }),
  ).nullish(),
  failures: listOf(
    objectWith({ failureCode: lineOr("no image"), failureReason: lineOr("") }),
  ).nullish(),
});

async function read(
  { client, registryId }: Registry,
  { repositoryName, signal }: ScanRequest,
  imageDigest: string,
): Promise<Child[] | undefined> {
  const imageIds = [{ imageDigest }];
  const input = { registryId, repositoryName, imageIds, acceptedMediaTypes: MANIFEST_MEDIA_TYPES };
  const response = await client.send(new BatchGetImageCommand(input), { abortSignal: signal });
  const answer = readAnswer(response, ANSWER, "the answer", "ECR API, BatchGetImage");
  const image = answer.images?.[0];
  if (!image) {
    const { failureCode, failureReason } = answer.failures?.[0] ?? NO_FAILURE;
    const reason = `${failureCode} ${failureReason}`;
    throw new MalformedAnswer(`ECR answered for ${imageDigest}: ${reason}`);
  }
  const { imageId, imageManifest, imageManifestMediaType } = image;
  const { imageDigest: answered = imageDigest } = imageId ?? {};
  if (answered !== imageDigest) throw new MalformedAnswer("ECR answered about another image");
  return childrenOf(imageManifest, imageManifestMediaType);
}

const NO_FAILURE = { failureCode: "no image", failureReason: "" };
