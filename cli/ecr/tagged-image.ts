import {
  BatchGetImageCommand,
  type Image,
  ImageAlreadyExistsException,
  type ImageIdentifier,
  PutImageCommand,
} from "@aws-sdk/client-ecr";
import { failure } from "../command-error.ts";
import { MANIFEST_MEDIA_TYPES } from "./media-types.ts";
import type { Registry } from "./registry.ts";

/** What ECR holds under a tag. */
export interface TaggedImage {
  readonly digest: string;
  readonly manifest: string;
  readonly mediaType: string | undefined;
  /** The digest of its configuration; `undefined` for an index. */
  readonly config: string | undefined;
}

/**
 * What is under each of some tags. A tag that is not there is not in the answer.
 *
 * @throws CommandError if ECR cannot answer for one of them
 */
export async function readTags(
  registry: Registry,
  repositoryName: string,
  tags: readonly string[],
): Promise<Map<string, TaggedImage>> {
  const imageIds = tags.map((imageTag) => ({ imageTag }));
  const images = await readImages(registry, repositoryName, imageIds);
  return new Map(images.map((image) => [`${image.imageId?.imageTag}`, toTaggedImage(image)]));
}

/**
 * An image by its digest; `undefined` if it is not there.
 *
 * @throws CommandError if ECR cannot answer for it
 */
export async function readImage(
  registry: Registry,
  repositoryName: string,
  imageDigest: string,
): Promise<TaggedImage | undefined> {
  const [image] = await readImages(registry, repositoryName, [{ imageDigest }]);
  return image && toTaggedImage(image);
}

async function readImages(
  { client, registryId }: Registry,
  repositoryName: string,
  imageIds: ImageIdentifier[],
): Promise<Image[]> {
  const { images = [], failures = [] } = await client.send(
    new BatchGetImageCommand({
      registryId,
      repositoryName,
      imageIds,
      acceptedMediaTypes: MANIFEST_MEDIA_TYPES,
    }),
  );
  const unknown = failures.filter(({ failureCode }) => failureCode !== "ImageNotFound");
  if (unknown.length > 0) {
    const lines = unknown.map(
      ({ imageId, failureCode, failureReason }) =>
        `${repositoryName}:${imageId?.imageTag ?? imageId?.imageDigest}: ${failureCode}: ${failureReason}`,
    );
    throw failure(["AWS: BatchGetImage answered with", ...lines].join("\n"));
  }
  return images;
}

/**
 * Gives an image that ECR holds one more tag.
 *
 * @throws an error of AWS if the tag is another image's and immutable
 */
export async function putTag(
  { client, registryId }: Registry,
  repositoryName: string,
  imageTag: string,
  { digest, manifest, mediaType }: TaggedImage,
): Promise<void> {
  const command = new PutImageCommand({
    registryId,
    repositoryName,
    imageTag,
    imageManifest: manifest,
    imageManifestMediaType: mediaType,
    imageDigest: digest,
  });
  await client.send(command).catch((error) => {
    if (!(error instanceof ImageAlreadyExistsException)) throw error;
  });
}

function toTaggedImage({ imageId, imageManifest, imageManifestMediaType }: Image): TaggedImage {
  const digest = imageId?.imageDigest;
  if (!(digest && imageManifest)) throw failure("AWS: BatchGetImage answered without a manifest");
  return {
    digest,
    manifest: imageManifest,
    mediaType: imageManifestMediaType,
    config: configOf(imageManifest),
  };
}

function configOf(manifest: string): string | undefined {
  try {
    return (JSON.parse(manifest) as { config?: { digest?: string } }).config?.digest;
  } catch {
    throw failure("AWS: BatchGetImage answered with a manifest that is no JSON");
  }
}
