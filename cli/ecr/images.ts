import {
  DescribeImagesCommand,
  type ECRClient,
  type ImageDetail,
  RepositoryNotFoundException,
} from "@aws-sdk/client-ecr";
import { type CommandError, failure } from "../command-error.ts";
import { INDEX_MEDIA_TYPES } from "./media-types.ts";
import type { RepositoryId } from "./repository-id.ts";
import { type Pause, retryForMinutes } from "./retry.ts";

/** An image as ECR lists it. Each platform of a multi-platform image is an image of its own. */
export interface EcrImage {
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  readonly tags: readonly string[];
  /** `undefined` if ECR does not report it. */
  readonly pushedAt: Date | undefined;
  /** `undefined` if ECR does not report it. For a manifest list, the largest of its images. */
  readonly bytes: number | undefined;
  /** `undefined` if ECR has recorded no pull. */
  readonly lastPulledAt: Date | undefined;
  /** Whether it is a Docker manifest list or an OCI image index. */
  readonly isManifestList: boolean;
  /** The digest of the image that it is attached to, as a signature is; `undefined` if there is none. */
  readonly subject: string | undefined;
  /** Whether it is in the archive, where it cannot be pulled. */
  readonly isArchived: boolean;
  /** When it was last moved to the archive; `undefined` if it never was. */
  readonly archivedAt: Date | undefined;
  /** When it was last restored from the archive; `undefined` if it never was. */
  readonly restoredAt: Date | undefined;
}

/** Source: ECR API, ImageIdentifier. */
const DIGEST = /^[A-Za-z0-9_+.-]+:[A-Fa-f0-9]+$/;

/** The most images that ECR lists at once. Source: ECR API, DescribeImages. */
const PAGE = 1_000;

/**
 * All images of a repository, archived ones too. If AWS throttles, it waits.
 *
 * @param onPage is called after each page with the number of images so far
 * @returns `undefined` if there is no such repository
 * @throws CommandError if an answer of ECR cannot be read
 */
export async function listImages(
  client: ECRClient,
  repository: RepositoryId,
  pause?: Pause,
  onPage: (images: number) => void = () => {},
): Promise<EcrImage[] | undefined> {
  // Without a filter ECR leaves out archived images.
  const input = { ...repository, maxResults: PAGE, filter: { imageStatus: "ANY" as const } };
  const images = new Map<string, EcrImage>();
  const tokens = new Set<string>();
  let nextToken: string | undefined;
  do {
    const command = new DescribeImagesCommand({ ...input, nextToken });
    const page = await retryForMinutes(() => client.send(command), pause).catch((error) => {
      if (error instanceof RepositoryNotFoundException) return undefined;
      throw error;
    });
    if (!page) return undefined;
    if (!Array.isArray(page.imageDetails)) throw unreadable("no list of images");
    for (const image of page.imageDetails.map(toImage)) images.set(image.digest, image);
    onPage(images.size);
    nextToken = page.nextToken || undefined;
    if (nextToken && tokens.has(nextToken)) throw unreadable("one page twice");
    if (nextToken) tokens.add(nextToken);
  } while (nextToken);
  return [...images.values()];
}

// The SDK does not check what it reads.
function toImage(detail: ImageDetail | null): EcrImage {
  const { imageDigest, imageTags, imageSizeInBytes, ...rest } = detail ?? {};
  if (!DIGEST.test(`${imageDigest}`)) throw unreadable("an image without a digest");
  const tags: unknown = imageTags ?? [];
  if (!Array.isArray(tags)) throw unreadable("tags that are no list");
  return {
    digest: `${imageDigest}`,
    tags: tags.map(String),
    pushedAt: dateOf(rest.imagePushedAt),
    bytes: Number.isSafeInteger(imageSizeInBytes) ? imageSizeInBytes : undefined,
    lastPulledAt: dateOf(rest.lastRecordedPullTime),
    isManifestList: INDEX_MEDIA_TYPES.includes(`${rest.imageManifestMediaType}`),
    subject: rest.subjectManifestDigest || undefined,
    isArchived: rest.imageStatus === "ARCHIVED",
    archivedAt: dateOf(rest.lastArchivedAt),
    restoredAt: dateOf(rest.lastActivatedAt),
  };
}

function dateOf(date: Date | null | undefined): Date | undefined {
  return date && date.getTime() > 0 ? date : undefined;
}

function unreadable(what: string): CommandError {
  return failure(`AWS: DescribeImages answered with ${what}`);
}
