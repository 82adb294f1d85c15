import type { LifecycleRule } from "../policies/lifecycle/lifecycle-policy.ts";
import { matcherOf } from "./matching-images.ts";
import type { StoredImage } from "./stored-image.ts";

/** The first rule that matches an image, and whether it marks it: later rules cannot. */
export interface Decision {
  readonly rule: LifecycleRule;
  readonly isMarked: boolean;
}

/**
 * What the rules decide about each image, in the order of the images and without a look at manifest
 * lists; `undefined` if no rule matches the image. A rule counts all images that it matches, even if
 * an earlier rule has decided about them. Source: Amazon ECR User Guide, Lifecycle policy evaluation
 * rules.
 *
 * @param rules by their priority
 * @param now when the rules are evaluated
 */
export function decide(
  rules: readonly LifecycleRule[],
  newestFirst: readonly StoredImage[],
  now: Date,
): (Decision | undefined)[] {
  const decisions = newestFirst.map((): Decision | undefined => undefined);
  for (const rule of rules) {
    const matches = matcherOf(rule);
    const limit = limitOf(rule, now);
    const [marked, left] = [true, false].map((isMarked) => ({ rule, isMarked }));
    let count = 0;
    for (const [index, image] of newestFirst.entries()) {
      if (decisions[index] !== undefined && count >= limit.counted) continue;
      if (!matches(image)) continue;
      count += 1;
      decisions[index] ??= limit.isBeyond(image, count) ? marked : left;
    }
  }
  return decisions;
}

/** What a rule leaves. */
interface Limit {
  /** How many of the newest images it counts, whatever was decided about them. */
  readonly counted: number;
  /** Whether it marks an image, which is the first, second, … that it matches. */
  isBeyond(image: StoredImage, position: number): boolean;
}

const DAY = 24 * 60 * 60 * 1000;

function limitOf({ countType, countNumber }: LifecycleRule, now: Date): Limit {
  if (countType === "imageCountMoreThan") {
    return { counted: countNumber, isBeyond: (_, position) => position > countNumber };
  }
  const oldest = now.getTime() - countNumber * DAY;
  const since = SINCE[countType];
  return { counted: 0, isBeyond: (image) => time(since(image)) < oldest };
}

const SINCE = {
  sinceImagePushed: ({ pushedAt }: StoredImage) => pushedAt,
  // A restored image that was not pulled since then counts from the day when it was restored.
  sinceImagePulled: ({ pushedAt, lastPulledAt = pushedAt, restoredAt }: StoredImage) =>
    time(restoredAt) > time(lastPulledAt) ? restoredAt : lastPulledAt,
  sinceImageTransitioned: ({ archivedAt }: StoredImage) => archivedAt,
};

function time(date: Date | undefined): number {
  return date === undefined ? Number.NaN : date.getTime();
}
