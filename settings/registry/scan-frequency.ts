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
  const [start = "", ...parts] = filter.split("*");
  const end = parts.pop() ?? "";
  if (!repository.startsWith(start)) return false;
  // A regular expression would try every place of every part, without end if there are many.
  let from = start.length;
  for (const part of parts) {
    const at = repository.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return repository.slice(from).endsWith(end);
}

/** The frequencies of the rules that match a repository. */
export function frequenciesOf(rules: readonly FilterRule[], repository: string): string[] {
  return rules
    .filter(({ filters }) => filters.some((filter) => scanFilterMatches(filter, repository)))
    .map(({ frequency }) => frequency);
}
