import {
  DescribeImagesCommand,
  type ECRClient,
  type ImageDetail,
  RepositoryNotFoundException,
} from "@aws-sdk/client-ecr";
import { describeBytes } from "./bytes.ts";
import { type CommandError, failure } from "./command-error.ts";
import { oneLine } from "./scan/wire.ts";
import { type Pause, waitOutThrottling } from "./throttling.ts";

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
  /** Whether it was moved to the archive, which lifecycle rules of ours do not look at. */
  readonly isArchived: boolean;
}

/** A repository's images, summed up. */
export interface ImageSummary {
  readonly images: number;
  /** Manifest lists are not counted. `undefined` if ECR does not report the size of an image. */
  readonly bytes: number | undefined;
  /** How many tags the images have. */
  readonly tags: number;
  /** At most three, the newest image's first, without control characters. */
  readonly newestTags: readonly string[];
  /** `undefined` if ECR has recorded no pull. */
  readonly lastPulledAt: Date | undefined;
}

const MANIFEST_LISTS: readonly unknown[] = [
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.index.v1+json",
];

/** Source: ECR API, ImageIdentifier. */
const DIGEST = /^[A-Za-z0-9_+.-]+:[A-Fa-f0-9]+$/;

/** The most images that ECR lists at once. Source: ECR API, DescribeImages. */
const PAGE = 1_000;

const SHOWN_TAGS = 3;

/**
 * All images of a repository, archived ones too. Throttling is waited out.
 *
 * @returns `undefined` if there is no such repository
 * @throws CommandError if an answer of ECR cannot be read
 */
export async function listImages(
  client: ECRClient,
  repository: { readonly registryId?: string; readonly repositoryName: string },
  pause?: Pause,
): Promise<EcrImage[] | undefined> {
  // Without a filter ECR leaves out archived images.
  const input = { ...repository, maxResults: PAGE, filter: { imageStatus: "ANY" as const } };
  const images = new Map<string, EcrImage>();
  const tokens = new Set<string>();
  let nextToken: string | undefined;
  do {
    const command = new DescribeImagesCommand({ ...input, nextToken });
    const page = await waitOutThrottling(() => client.send(command), pause).catch((error) => {
      if (error instanceof RepositoryNotFoundException) return undefined;
      throw error;
    });
    if (!page) return undefined;
    if (!Array.isArray(page.imageDetails)) throw unreadable("no list of images");
    for (const image of page.imageDetails.map(toImage)) images.set(image.digest, image);
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
    isManifestList: MANIFEST_LISTS.includes(rest.imageManifestMediaType),
    isArchived: rest.imageStatus === "ARCHIVED",
  };
}

function dateOf(date: Date | null | undefined): Date | undefined {
  return date && date.getTime() > 0 ? date : undefined;
}

function unreadable(what: string): CommandError {
  return failure(`AWS: DescribeImages answered with ${what}`);
}

/** Sums images up. */
export function summarize(images: readonly EcrImage[]): ImageSummary {
  const newestFirst = images.toSorted((a, b) => time(b.pushedAt) - time(a.pushedAt));
  const tags = newestFirst.flatMap((image) => image.tags);
  const sizes = images.filter(({ isManifestList }) => !isManifestList).map(({ bytes }) => bytes);
  const pulls = images.map(({ lastPulledAt }) => lastPulledAt);
  return {
    images: images.length,
    bytes: sizes.reduce(sum, 0),
    tags: tags.length,
    newestTags: tags.slice(0, SHOWN_TAGS).map(oneLine),
    lastPulledAt: pulls.reduce((a, b) => (time(b) > time(a) ? b : a), undefined),
  };
}

function time(date: Date | undefined): number {
  return date?.getTime() ?? 0;
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

/** Describes images on one line: how many, how large, the newest tags, the day of the last pull. */
export function describeSummary(summary: ImageSummary): string {
  const { images, bytes, tags, newestTags, lastPulledAt } = summary;
  if (images === 0) return "no images";
  const more = tags > newestTags.length ? ", …" : "";
  return [
    images === 1 ? "1 image" : `${images} images`,
    bytes === undefined ? "size unknown" : describeBytes(bytes),
    tags === 0 ? "no tags" : `newest tags ${newestTags.join(", ")}${more}`,
    lastPulledAt ? `last pulled ${lastPulledAt.toISOString().slice(0, 10)}` : "no pull recorded",
  ].join(", ");
}
