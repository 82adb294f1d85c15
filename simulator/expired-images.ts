import { isDeepStrictEqual } from "node:util";
import { type LifecycleRule, readLifecyclePolicy } from "../policies/lifecycle/lifecycle-policy.ts";

/** An image as ECR's DescribeImages reports it. */
export interface LifecycleImage {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly pushedAt: Date;
}

/** The images that a policy expires, oldest first; or why they cannot be computed. */
export type Expiry = { readonly expired: readonly LifecycleImage[] } | { readonly unknown: string };

const DAY = 24 * 60 * 60 * 1000;

/**
 * The images that a lifecycle policy expires. Every rule counts all images that match it, but only
 * the first rule that an image matches decides whether the image expires. AWS defines no order for
 * images pushed at the same moment: here the one with the lower digest counts as newer. Source:
 * Amazon ECR User Guide, Lifecycle policy evaluation rules.
 *
 * @param policy the JSON text of the lifecycle policy
 * @param images those of the storage class `standard`: the rules do not apply to archived images
 * @param now when the rules are evaluated
 */
export function expiredImages(
  policy: string,
  images: readonly LifecycleImage[],
  now: Date,
): Expiry {
  const read = readLifecyclePolicy(policy);
  if ("unknown" in read) return read;
  const undated = images.find(({ pushedAt }) => Number.isNaN(pushedAt.getTime()));
  if (undated !== undefined) return { unknown: `${undated.digest} has no push time` };

  const newestFirst = [...images].sort(
    (one, other) =>
      other.pushedAt.getTime() - one.pushedAt.getTime() || (one.digest < other.digest ? -1 : 1),
  );
  const expired = new Set<LifecycleImage>();
  const decided = new Set<LifecycleImage>();
  for (const rule of read.rules) {
    const matched = imagesOf(rule, newestFirst);
    for (const image of beyondLimit(rule, matched, now)) {
      if (!decided.has(image)) expired.add(image);
    }
    for (const image of matched) decided.add(image);
  }
  return { expired: newestFirst.filter((image) => expired.has(image)).reverse() };
}

/**
 * Whether a new lifecycle policy may expire an image that the old one keeps, judged without images.
 * False only if it certainly does not: the rules are the same in the same order, except for greater
 * counts or ages, other descriptions, and rules removed at the end.
 *
 * @param before the JSON text of the old policy; null if there is none
 */
export function mayExpireMore(before: string | null, after: string): boolean {
  if (before !== null && isDeepStrictEqual(undescribed(before), undescribed(after))) return false;
  const old = before === null ? { rules: [] } : readLifecyclePolicy(before);
  const next = readLifecyclePolicy(after);
  if ("unknown" in old || "unknown" in next) return true;
  return !next.rules.every((rule, index) => isMilder(rule, old.rules[index]));
}

function imagesOf(
  { tagStatus, tagPatterns }: LifecycleRule,
  images: readonly LifecycleImage[],
): readonly LifecycleImage[] {
  if (tagStatus === "untagged") return images.filter(({ tags }) => tags.length === 0);
  const tests = tagPatterns.map(testOf);
  return images.filter(({ tags }) => tests.every((fits) => tags.some(fits)));
}

function testOf(pattern: string): (tag: string) => boolean {
  const [start, ...parts] = pattern.split("*") as [string, ...string[]];
  const end = parts.pop();
  if (end === undefined) return (tag) => tag === pattern;
  return (tag) => {
    let position = start.length;
    for (const part of parts) {
      const found = tag.indexOf(part, position);
      if (found < 0) return false;
      position = found + part.length;
    }
    return tag.startsWith(start) && tag.endsWith(end) && position + end.length <= tag.length;
  };
}

function beyondLimit(
  { countType, countNumber }: LifecycleRule,
  newestFirst: readonly LifecycleImage[],
  now: Date,
): readonly LifecycleImage[] {
  if (countType === "imageCountMoreThan") return newestFirst.slice(countNumber);
  const limit = now.getTime() - countNumber * DAY;
  return newestFirst.filter(({ pushedAt }) => pushedAt.getTime() < limit);
}

function isMilder(rule: LifecycleRule, old: LifecycleRule | undefined): boolean {
  return (
    old !== undefined &&
    rule.tagStatus === old.tagStatus &&
    rule.countType === old.countType &&
    rule.countNumber >= old.countNumber &&
    isDeepStrictEqual(new Set(rule.tagPatterns), new Set(old.tagPatterns))
  );
}

function undescribed(json: string): unknown {
  try {
    return JSON.parse(json, (key, value) => (key === "description" ? undefined : value));
  } catch {
    return json;
  }
}
