import { oneLine } from "../one-line.ts";
import { describeBytes } from "./bytes.ts";
import type { EcrImage } from "./images.ts";

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

const SHOWN_TAGS = 3;

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
