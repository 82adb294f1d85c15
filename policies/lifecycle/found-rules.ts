import { isObject, parseJson } from "../json.ts";
import { readLifecyclePolicy } from "./lifecycle-policy.ts";
import type { LifecycleRule } from "./lifecycle-rule.ts";
import { isSameLifecyclePolicy } from "./same-lifecycle-policy.ts";
import { KEEP_ALL, lifecyclePolicyOf } from "./written-policy.ts";

/**
 * The rules that write this very lifecycle policy; undefined if no rules do.
 *
 * @param json the policy
 */
export function rulesThatWrite(json: string): LifecycleRule[] | undefined {
  if ("unknown" in readLifecyclePolicy(json)) return undefined;
  const { rules } = parseJson(json) as { readonly rules: readonly EcrRule[] };
  const found = rules
    .toSorted((one, other) => one.rulePriority - other.rulePriority)
    .map((rule) => withDescription(ruleOf(rule.selection), rule));
  return isSameLifecyclePolicy(JSON.stringify(lifecyclePolicyOf(found)), json) ? found : undefined;
}

interface EcrRule {
  readonly rulePriority: number;
  readonly description?: string;
  readonly selection: Selection;
}

interface Selection {
  readonly tagStatus: string;
  readonly tagPrefixList?: readonly string[];
  readonly tagPatternList?: readonly string[];
  readonly countType: keyof typeof EFFECTS;
  readonly countNumber: number;
}

const EFFECTS = {
  imageCountMoreThan: "keepNewest",
  sinceImagePushed: "expireAfterDays",
  sinceImagePulled: "archiveAfterDaysUnpulled",
  sinceImageTransitioned: "expireAfterDaysArchived",
} as const;

function ruleOf(selection: Selection): LifecycleRule {
  const { tagStatus, tagPrefixList, tagPatternList, countType, countNumber } = selection;
  const isKeepAll = countType === "imageCountMoreThan" && countNumber === KEEP_ALL;
  return {
    ...(tagStatus !== "tagged" && { tagStatus: tagStatus as "any" | "untagged" }),
    ...(tagPrefixList && { tagPrefixes: tagPrefixList }),
    ...(tagPatternList && { tagPatterns: tagPatternList }),
    ...(isKeepAll ? { keepForever: true } : { [EFFECTS[countType]]: countNumber }),
  };
}

/** A description is left out if it is the one that the rule has by default. */
function withDescription(rule: LifecycleRule, { description = "" }: EcrRule): LifecycleRule {
  const { rules } = lifecyclePolicyOf([rule]) as { readonly rules: readonly unknown[] };
  const isDefault = rules.every((each) => isObject(each) && each.description === description);
  return isDefault ? rule : { ...rule, description };
}
