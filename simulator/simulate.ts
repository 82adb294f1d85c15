import type { LifecyclePolicy, PolicyRule } from "../policies/lifecycle/lifecycle-policy.ts";
import { decide } from "./decide.ts";
import { type Fate, goes } from "./fate.ts";
import { heldImages } from "./held-images.ts";
import type { StoredImage } from "./stored-image.ts";

/** The fate of each image by its digest, the newest first; or why it cannot be computed. */
export type Simulation =
  | { readonly fates: ReadonlyMap<string, Fate> }
  | { readonly unknown: string };

/**
 * What a lifecycle policy does with the images of a repository when ECR evaluates it. AWS defines no
 * order for images pushed at the same moment: here the one with the lower digest counts as newer, so
 * that the answer does not depend on the order in which ECR lists them. Source: Amazon ECR User
 * Guide, Lifecycle policy evaluation rules.
 *
 * @param images all of the repository: the rules count them
 * @param now when the policy is evaluated
 */
export function simulate(
  policy: LifecyclePolicy,
  images: readonly StoredImage[],
  now: Date,
): Simulation {
  if ("unknown" in policy) return policy;
  const undated = whyUndated(policy.rules, images);
  if (undated !== undefined) return { unknown: undated };

  const newestFirst = [...images].sort(byAge);
  const fates = new Map<string, Fate>();
  decide(policy.rules, newestFirst, now).forEach((fate, index) => {
    fates.set(newestFirst[index]!.digest, fate);
  });
  const fateOf = (digest: string) => fates.get(digest)!;
  for (const [digest, by] of heldImages(newestFirst, (digest) => goes(fateOf(digest)))) {
    const fate = fates.get(digest);
    if (fate && goes(fate)) fates.set(digest, { kind: "is held", rule: fate.rule, by });
  }
  return { fates };
}

function whyUndated(
  rules: readonly PolicyRule[],
  images: readonly StoredImage[],
): string | undefined {
  const classes = new Set(rules.map(({ storageClass }) => storageClass));
  for (const { storageClass, digest, pushedAt, archivedAt } of images) {
    if (!classes.has(storageClass)) continue;
    if (storageClass === "standard" && pushedAt === undefined) return `${digest} has no push time`;
    if (storageClass === "archive" && archivedAt === undefined) {
      return `it is not known when ${digest} was archived`;
    }
  }
  return undefined;
}

function byAge(one: StoredImage, other: StoredImage): number {
  const [time, otherTime] = [one.pushedAt?.getTime() ?? 0, other.pushedAt?.getTime() ?? 0];
  return otherTime - time || (one.digest < other.digest ? -1 : 1);
}
