import { readLifecyclePolicy } from "../../policies/lifecycle/lifecycle-policy.ts";
import type { Fate } from "../../simulator/fate.ts";
import { simulate } from "../../simulator/simulate.ts";
import type { StoredImage } from "../../simulator/stored-image.ts";

/** When the policies of the tests are evaluated. */
export const EVALUATED = new Date("2026-01-31T12:00:00Z");

const DAY = 24 * 60 * 60 * 1000;

/** A moment some days before the policies are evaluated. */
export function daysAgo(days: number): Date {
  return new Date(EVALUATED.getTime() - days * DAY);
}

/** An image that was pushed some days ago. */
export function stored(digest: string, pushed: number, ...tags: string[]): StoredImage {
  return {
    digest,
    tags,
    pushedAt: daysAgo(pushed),
    lastPulledAt: undefined,
    bytes: 1_000,
    storageClass: "standard",
    archivedAt: undefined,
    restoredAt: undefined,
    children: [],
  };
}

/** The selection of a rule, or a part of one, as its JSON has it. */
export type Selection = Readonly<Record<string, unknown>>;

export const any: Selection = { tagStatus: "any" };
export const untagged: Selection = { tagStatus: "untagged" };
export const inArchive: Selection = { storageClass: "archive" };

export function prefixed(...tagPrefixList: string[]): Selection {
  return { tagStatus: "tagged", tagPrefixList };
}

export function patterned(...tagPatternList: string[]): Selection {
  return { tagStatus: "tagged", tagPatternList };
}

/** The newest images. */
export function keep(countNumber: number): Selection {
  return { countType: "imageCountMoreThan", countNumber };
}

/** Some days after the push, or after another event. */
export function days(
  countNumber: number,
  countType:
    | "sinceImagePushed"
    | "sinceImagePulled"
    | "sinceImageTransitioned" = "sinceImagePushed",
): Selection {
  return { countType, countUnit: "days", countNumber };
}

/** A rule that expires images. */
export function expire(selection: Selection, rulePriority = 1) {
  return { rulePriority, description: "By the test", selection, action: { type: "expire" } };
}

/** A rule that archives images. */
export function archive(selection: Selection, rulePriority = 1) {
  const action = { type: "transition", targetStorageClass: "archive" };
  return { rulePriority, description: "By the test", selection, action };
}

/** The JSON of a policy with these rules, prioritized in this order. */
export function policyOf(...rules: readonly object[]): string {
  const prioritized = rules.map((rule, index) => ({ ...rule, rulePriority: index + 1 }));
  return JSON.stringify({ rules: prioritized });
}

/** The JSON of a policy that expires what these select, prioritized in this order. */
export function expiring(...selections: readonly Selection[]): string {
  return policyOf(...selections.map((selection) => expire(selection)));
}

/** The fate of each image by its digest; or why it cannot be computed. */
export function fatesOf(
  policy: string,
  images: readonly StoredImage[],
  now: Date = EVALUATED,
): Record<string, Fate> | string {
  const simulation = simulate(readLifecyclePolicy(policy), images, now);
  if ("unknown" in simulation) return simulation.unknown;
  return Object.fromEntries(simulation.fates);
}

/** The fate of each image in a few words, such as `expires by 1` or `is held by 1: DIGEST`. */
export function storyOf(
  policy: string,
  images: readonly StoredImage[],
): Record<string, string> | string {
  const fates = fatesOf(policy, images);
  if (typeof fates === "string") return fates;
  const words = (fate: Fate) => {
    const rule = "rule" in fate ? ` by ${fate.rule.priority}` : "";
    return `${fate.kind}${rule}${"by" in fate ? `: ${fate.by}` : ""}`;
  };
  return Object.fromEntries(Object.entries(fates).map(([digest, fate]) => [digest, words(fate)]));
}

/** The digests of the images that expire, sorted; or why they cannot be computed. */
export function expiredBy(policy: string, images: readonly StoredImage[]): string[] | string {
  const fates = fatesOf(policy, images);
  if (typeof fates === "string") return fates;
  return Object.entries(fates)
    .filter(([, { kind }]) => kind === "expires")
    .map(([digest]) => digest)
    .sort();
}
