import type { PartProblem } from "../parse.ts";

/** The most rules of a lifecycle policy. Source: Amazon ECR User Guide, Service quotas. */
export const MAX_LIFECYCLE_RULES = 50;

/** The most characters of a lifecycle policy. Source: ECR API, PutLifecyclePolicy. */
const MAX_LIFECYCLE_POLICY_LENGTH = 30_720;

/** What the order of a policy's rules depends on. */
export interface RankedRule {
  /** Where the rule stands in the value that is checked. */
  readonly path: PartProblem["path"];
  readonly tagStatus: "any" | "untagged" | "tagged";
  /** Whether it is for images in the archive. */
  readonly isForArchive: boolean;
}

/**
 * What is wrong with the order of a lifecycle policy's rules. Source: Amazon ECR User Guide,
 * Lifecycle policy properties.
 *
 * @param rules the rule of the highest priority first
 */
export function orderProblems(rules: readonly RankedRule[]): PartProblem[] {
  return rules.flatMap((rule, index) => [
    ...notLast(rule, rules.slice(index + 1)),
    ...second(rule, rules.slice(0, index)),
  ]);
}

/** What is wrong with the size of a lifecycle policy. */
export function sizeProblems(policy: object): PartProblem[] {
  const { length } = JSON.stringify(policy);
  if (length <= MAX_LIFECYCLE_POLICY_LENGTH) return [];
  return [
    {
      path: [],
      value: `${length} characters of JSON`,
      must: `must be at most ${MAX_LIFECYCLE_POLICY_LENGTH} characters of JSON`,
      source: "ECR API, PutLifecyclePolicy",
    },
  ];
}

function notLast({ path, tagStatus }: RankedRule, later: readonly RankedRule[]): PartProblem[] {
  if (tagStatus !== "any" || later.every((rule) => rule.tagStatus === "any")) return [];
  return [
    {
      path: [...path, "tagStatus"],
      value: tagStatus,
      must: 'must be "any" in the last rule only: ECR refuses a rule after it',
      source: "Amazon ECR User Guide, Lifecycle policy properties",
    },
  ];
}

function second(
  { path, tagStatus, isForArchive }: RankedRule,
  earlier: readonly RankedRule[],
): PartProblem[] {
  const isSame = (rule: RankedRule) =>
    rule.tagStatus === tagStatus && rule.isForArchive === isForArchive;
  if (tagStatus === "tagged" || !earlier.some(isSame)) return [];
  return [
    {
      path: [...path, "tagStatus"],
      value: tagStatus,
      must: `must be ${JSON.stringify(tagStatus)} in one rule only, besides one for the archive`,
      source: "Amazon ECR User Guide, Lifecycle policy evaluation rules",
    },
  ];
}
