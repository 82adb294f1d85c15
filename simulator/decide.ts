import type { PolicyRule } from "../policies/lifecycle/lifecycle-policy.ts";
import type { Fate } from "./fate.ts";
import { matcherOf } from "./matching-images.ts";
import type { StoredImage } from "./stored-image.ts";

/**
 * The fate of each image, in the order of the images and without a look at manifest lists: the first
 * rule that matches an image decides. A rule counts all images that it matches, even if an earlier
 * rule has decided about them. Source: Amazon ECR User Guide, Lifecycle policy evaluation rules.
 *
 * @param rules by their priority
 * @param now when the rules are evaluated
 */
export function decide(
  rules: readonly PolicyRule[],
  newestFirst: readonly StoredImage[],
  now: Date,
): Fate[] {
  const fates = newestFirst.map((): Fate => UNMATCHED);
  for (const rule of rules) {
    const matches = matcherOf(rule);
    const limit = limitOf(rule, now);
    const marked: Fate = { kind: rule.action === "expire" ? "expires" : "is archived", rule };
    const left: Fate = { kind: "is shielded", rule };
    let count = 0;
    newestFirst.forEach((image, index) => {
      const isDecided = fates[index] !== UNMATCHED;
      if ((isDecided && count >= limit.counted) || !matches(image)) return;
      count += 1;
      if (!isDecided) fates[index] = limit.isBeyond(image, count) ? marked : left;
    });
  }
  return fates;
}

const UNMATCHED: Fate = { kind: "is unmatched" };

/** What a rule leaves. */
interface Limit {
  /** How many of the newest images it counts, whatever was decided about them. */
  readonly counted: number;
  /** Whether it marks an image, which is the first, second, … that it matches. */
  isBeyond(image: StoredImage, position: number): boolean;
}

const DAY = 24 * 60 * 60 * 1000;

function limitOf({ countType, countNumber }: PolicyRule, now: Date): Limit {
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
