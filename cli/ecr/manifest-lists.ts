import { BatchGetImageCommand, type ECRClient } from "@aws-sdk/client-ecr";
import * as z from "zod";
import { isObject, parseJson } from "../../policies/json.ts";
import { type CommandError, failure } from "../command-error.ts";
import { INDEX_MEDIA_TYPES } from "./media-types.ts";
import { readable } from "./readable.ts";
import type { RepositoryId } from "./repository-id.ts";
import { type Pause, retryForMinutes } from "./retry.ts";

/** The most images that ECR answers about at once. Source: ECR API, BatchGetImage. */
const BATCH = 100;

const LISTS = z.object({
  images: z
    .array(
      z.object({
        imageId: z.object({ imageDigest: z.string().optional() }).optional(),
        imageManifest: z.string().optional(),
      }),
    )
    .nullish(),
});

/**
 * The digests that each of some manifest lists refers to, attestations too. If AWS throttles, it
 * waits.
 *
 * @param digests those of the manifest lists
 * @throws CommandError if an answer of ECR cannot be read, or lacks a manifest list
 */
export async function childrenOfLists(
  client: ECRClient,
  repository: RepositoryId,
  digests: readonly string[],
  pause?: Pause,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const children = new Map<string, readonly string[]>();
  for (let start = 0; start < digests.length; start += BATCH) {
    const batch = digests.slice(start, start + BATCH);
    const imageIds = batch.map((imageDigest) => ({ imageDigest }));
    const command = new BatchGetImageCommand({
      ...repository,
      imageIds,
      acceptedMediaTypes: INDEX_MEDIA_TYPES,
    });
    const answer = await retryForMinutes(() => client.send(command), pause);
    const { images } = readable("BatchGetImage", answer, LISTS);
    for (const { imageId, imageManifest } of images ?? []) {
      children.set(`${imageId?.imageDigest}`, childrenIn(imageManifest));
    }
    const missing = batch.find((digest) => !children.has(digest));
    if (missing) throw unreadable(`nothing for ${missing}`);
  }
  return children;
}

function childrenIn(manifest: string | undefined): string[] {
  const list = parseJson(`${manifest}`);
  if (!isObject(list) || !Array.isArray(list.manifests)) {
    throw unreadable("a manifest list that cannot be read");
  }
  return list.manifests.map((child) => {
    if (!isObject(child) || typeof child.digest !== "string") {
      throw unreadable("a manifest list with an image without a digest");
    }
    return child.digest;
  });
}

function unreadable(what: string): CommandError {
  return failure(`AWS: BatchGetImage answered with ${what}`);
}
