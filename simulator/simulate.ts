import type { LifecyclePolicy, LifecycleRule } from "../policies/lifecycle/lifecycle-policy.ts";
import { heldImages } from "./held-images.ts";
import { type Decision, decide } from "./marked-images.ts";
import type { StoredImage } from "./stored-image.ts";

/** What becomes of an image. */
export type Fate =
  /** A rule expires it or moves it to the archive. */
  | { readonly kind: "expires" | "is archived"; readonly rule: LifecycleRule }
  /** It stays: the first rule that matches it leaves it, and no other may touch it. */
  | { readonly kind: "is shielded"; readonly rule: LifecycleRule }
  /** It stays: its rule would expire or archive it, but a manifest list refers to it. */
  | { readonly kind: "is held"; readonly rule: LifecycleRule; readonly by: string }
  /** It stays: no rule matches it. */
  | { readonly kind: "is unmatched" };

/** The fate of each image by its digest; or why it cannot be computed. */
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
  const decisions = decide(policy.rules, newestFirst, now);
  const marked = new Set(newestFirst.filter((_, index) => decisions[index]?.isMarked));
  const held = heldImages(newestFirst, marked);
  const fates = newestFirst.map((image, index): [string, Fate] => [
    image.digest,
    fateOf(decisions[index], held.get(image)),
  ]);
  return { fates: new Map(fates) };
}

function fateOf(decision: Decision | undefined, by: string | undefined): Fate {
  if (decision === undefined) return { kind: "is unmatched" };
  const { rule, isMarked } = decision;
  if (!isMarked) return { kind: "is shielded", rule };
  if (by !== undefined) return { kind: "is held", rule, by };
  return { kind: rule.action === "expire" ? "expires" : "is archived", rule };
}

function whyUndated(
  rules: readonly LifecycleRule[],
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
