import { isDeepStrictEqual } from "node:util";
import { type PolicyRule, readLifecyclePolicy } from "../policies/lifecycle/lifecycle-policy.ts";

/**
 * Whether a new lifecycle policy may expire or archive an image that the old one leaves, judged
 * without images. False only if it certainly does not: the rules are the same in the same order,
 * except for greater counts or ages, other descriptions, and rules removed at the end.
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

function isMilder(rule: PolicyRule, old: PolicyRule | undefined): boolean {
  return (
    old !== undefined &&
    rule.countNumber >= old.countNumber &&
    isDeepStrictEqual(comparable(rule), comparable(old))
  );
}

function comparable({ priority: _, countNumber: __, tagPatterns, ...rest }: PolicyRule) {
  return { ...rest, tagPatterns: new Set(tagPatterns) };
}

function undescribed(json: string): unknown {
  try {
    return JSON.parse(json, (key, value) => (key === "description" ? undefined : value));
  } catch {
    return json;
  }
}
