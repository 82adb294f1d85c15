import { patternCovers } from "../../policies/access/wildcard.ts";

/** A rule of a scanning configuration, as ECR has it. */
export interface FilterRule {
  readonly frequency: string;
  readonly filters: readonly string[];
}

/** A scanning configuration, as ECR has it. */
export interface ScanningRules {
  /** `BASIC` or `ENHANCED`. */
  readonly type: string;
  readonly rules: readonly FilterRule[];
}

/**
 * Whether a filter of a scanning configuration matches a repository. Source: ECR, Filters to choose
 * which repositories are scanned.
 */
export function scanFilterMatches(filter: string, repository: string): boolean {
  if (!filter.includes("*")) return repository.includes(filter);
  return patternCovers(filter, repository);
}

/** The frequencies of the rules that match a repository. */
export function frequenciesOf(rules: readonly FilterRule[], repository: string): string[] {
  return rules
    .filter(({ filters }) => filters.some((filter) => scanFilterMatches(filter, repository)))
    .map(({ frequency }) => frequency);
}
