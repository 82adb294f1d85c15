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
 * The prefixes that are for a repository, the longest first: of those that exist, ECR takes that. It
 * takes a prefix as if it ended in `/`. Source: ECR, Repository creation templates.
 */
export function prefixesOf(repository: string): string[] {
  const segments = repository.split("/");
  const above = segments.slice(1).map((_, index) => segments.slice(0, index + 1).join("/"));
  return [...above.reverse(), ROOT];
}

/** A prefix without the `/` at its end, which ECR takes as well. */
export function withoutSlash(prefix: string): string {
  return prefix.replace(/\/$/, "");
}
