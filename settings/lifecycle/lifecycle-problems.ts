import type { LifecycleRule } from "../../policies/lifecycle/lifecycle-rule.ts";
import { patternTest } from "../../policies/lifecycle/tag-pattern.ts";
import { ecrRuleCount, lifecyclePolicyOf } from "../../policies/lifecycle/written-policy.ts";
import type { PartProblem } from "../parse.ts";
import { MAX_LIFECYCLE_RULES, orderProblems, sizeProblems } from "./lifecycle-order.ts";

/** What is wrong between the lifecycle rules of an environment or a repository. */
export function lifecycleProblems(rules: readonly LifecycleRule[]): PartProblem[] {
  const ranked = rules.map((rule, index) => ({
    path: [index],
    tagStatus: rule.tagStatus ?? ("tagged" as const),
    isForArchive: isForArchive(rule),
  }));
  return [
    ...orderProblems(ranked),
    ...rules.flatMap((rule, index) => unreachable(rule, index, rules.slice(0, index))),
    ...tooMany(rules),
    ...sizeProblems(lifecyclePolicyOf(rules)),
  ];
}

function isForArchive({ expireAfterDaysArchived }: LifecycleRule): boolean {
  return expireAfterDaysArchived !== undefined;
}

interface Tag {
  readonly path: readonly (string | number)[];
  readonly text: string;
  readonly pattern: string;
}

function tagsOf({ tagPrefixes = [], tagPatterns = [] }: LifecycleRule): Tag[] {
  return [
    ...tagPrefixes.map((text, at) => ({ path: ["tagPrefixes", at], text, pattern: `${text}*` })),
    ...tagPatterns.map((text, at) => ({ path: ["tagPatterns", at], text, pattern: text })),
  ];
}

// An image is decided by the first rule that it matches, so what comes later has no effect on it.
function unreachable(
  rule: LifecycleRule,
  index: number,
  earlier: readonly LifecycleRule[],
): PartProblem[] {
  const same = earlier.filter((other) => isForArchive(other) === isForArchive(rule));
  const own = tagsOf(rule);
  const before = same.flatMap(tagsOf);
  return own.flatMap(({ path, text, pattern }, at) => {
    const wider = [...before, ...own.slice(0, at)].find((other) =>
      patternTest(other.pattern)(pattern),
    );
    if (wider === undefined) return [];
    return [
      {
        path: [index, ...path],
        value: text,
        must: `must come before ${JSON.stringify(wider.text)}, or be left out: every image that it fits is decided there`,
        source: "Amazon ECR User Guide, Lifecycle policy evaluation rules",
      },
    ];
  });
}

function tooMany(rules: readonly LifecycleRule[]): PartProblem[] {
  const count = rules.reduce((sum, rule) => sum + ecrRuleCount(rule), 0);
  if (count <= MAX_LIFECYCLE_RULES) return [];
  return [
    {
      path: [],
      value: `${count} rules of ECR`,
      must: `must be at most ${MAX_LIFECYCLE_RULES} rules of ECR: each prefix and each pattern counts as one`,
      source: "Amazon ECR User Guide, Service quotas",
    },
  ];
}
