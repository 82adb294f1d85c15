import type { LifecyclePolicy } from "../../policies/lifecycle/lifecycle-policy.ts";
import { patternTest } from "../../policies/lifecycle/tag-pattern.ts";
import { KEEP_ALL } from "../../policies/lifecycle/written-policy.ts";

/**
 * Finds the pattern that is to protect one of an image's tags.
 *
 * @param policies the new one and the old one: rules that keep all images of a pattern protect them
 * @param more more patterns
 */
export function protectorOf(
  policies: readonly LifecyclePolicy[],
  more: readonly string[],
): (tags: readonly string[]) => string | undefined {
  const rules = policies.flatMap((policy) => ("rules" in policy ? policy.rules : []));
  const kept = rules
    .filter(
      ({ countType, countNumber }) =>
        countType === "imageCountMoreThan" && countNumber === KEEP_ALL,
    )
    .flatMap(({ tagPatterns: [pattern, ...others] }) =>
      pattern !== undefined && others.length === 0 ? [pattern] : [],
    );
  const tests = [...new Set([...more, ...kept])].map((pattern) => ({
    pattern,
    fits: patternTest(pattern),
  }));
  return (tags) => tests.find(({ fits }) => tags.some(fits))?.pattern;
}
