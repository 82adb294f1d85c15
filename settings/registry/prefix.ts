import { REPOSITORY_NAME } from "../aws-formats.ts";
import { matches } from "../predicate.ts";
import * as rule from "../rule.ts";
import type { Source } from "../sources.ts";

/** The prefix for all repositories that no other rule or template of the registry is for. */
export const ROOT = "ROOT";

/** Rules for the prefix of a pull-through cache or of a creation template. */
export function prefixRules(maxLength: number, source: Source): rule.Rule<string>[] {
  return [
    rule.value(
      {
        must: `must be ${ROOT}, or the beginning of repository names up to a '/' and without it: segments joined by '/', each of lower-case letters and digits in parts joined by single '.', '_' or '-'`,
        source,
      },
      matches(`${REPOSITORY_NAME}|${ROOT}`),
    ),
    rule.value(
      { must: `must be 2 to ${maxLength} characters`, source },
      matches(`[\\s\\S]{2,${maxLength}}`),
    ),
  ];
}

/**
 * Whether a prefix is for a repository. ECR takes it as if it ended in `/`. Source: ECR, Repository
 * creation templates.
 */
export function prefixCovers(prefix: string, repository: string): boolean {
  return prefix === ROOT || repository.startsWith(`${prefix}/`);
}

/** Of the prefixes for a repository, the longest one: ECR takes that; undefined if none is. */
export function prefixFor(prefixes: readonly string[], repository: string): string | undefined {
  const length = (prefix: string) => (prefix === ROOT ? 0 : prefix.length);
  return prefixes
    .filter((prefix) => prefixCovers(prefix, repository))
    .toSorted((one, other) => length(other) - length(one))[0];
}
