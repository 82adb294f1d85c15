import { patternCovers } from "../../../policies/access/wildcard.ts";
import { frequenciesOf, type ScanningRules } from "../../../settings/registry/scan-frequency.ts";
import type { KnownRepository } from "./known-repositories.ts";

/** How well repositories are scanned. */
export interface ScanLevel {
  /** The higher, the better. */
  readonly rank: number;
  readonly words: string;
}

const NEVER: ScanLevel = { rank: 0, words: "scanned neither on push nor by request" };
/** What a registry of BASIC scanning does with repositories that no filter matches, too. */
export const BY_REQUEST: ScanLevel = { rank: 1, words: "scanned by request alone" };
/** What the registry of BASIC scanning without a rule does. */
const BY_ITSELF: ScanLevel = {
  rank: 2,
  words: "scanned on push only if the repository's own scan_on_push is true",
};
/** What a repository's own setting asks for, too. */
export const ON_PUSH: ScanLevel = { rank: 3, words: "scanned on push (basic)" };
const ON_PUSH_ENHANCED: ScanLevel = { rank: 4, words: "scanned on push (enhanced)" };
const CONTINUOUS: ScanLevel = { rank: 5, words: "scanned continuously" };

/** How repositories are scanned that match a pattern, in which `*` stands for any characters. */
export interface ScannedPattern {
  readonly pattern: string;
  readonly level: ScanLevel;
}

/** How the repositories are scanned that a filter of a rule matches. */
export function scannedPatterns({ type, rules }: ScanningRules): ScannedPattern[] {
  return rules.flatMap(({ frequency, filters }) =>
    filters.map((filter) => ({
      pattern: filter.includes("*") ? filter.replaceAll(/\*+/g, "*") : `*${filter}*`,
      level: levelOf(type, frequency),
    })),
  );
}

/** How the repositories are scanned that no filter matches. */
export function unmatchedLevel({ type, rules }: ScanningRules): ScanLevel {
  if (type === "ENHANCED") return NEVER;
  return rules.length > 0 ? BY_REQUEST : BY_ITSELF;
}

/** How a repository is scanned. */
export function levelOfRepository(
  scanning: ScanningRules,
  { name, scansOnPush }: KnownRepository,
): ScanLevel {
  const levels = frequenciesOf(scanning.rules, name).map((frequency) =>
    levelOf(scanning.type, frequency),
  );
  const unmatched = unmatchedLevel(scanning);
  return best([unmatched === BY_ITSELF && scansOnPush ? ON_PUSH : unmatched, ...levels]);
}

/** How the repositories are scanned at least that a pattern matches. */
export function levelOfPattern(scanning: ScanningRules, pattern: string): ScanLevel {
  const covering = scannedPatterns(scanning).filter((each) => patternCovers(each.pattern, pattern));
  return best([unmatchedLevel(scanning), ...covering.map(({ level }) => level)]);
}

/** The best of some levels. */
export function best(levels: readonly ScanLevel[]): ScanLevel {
  return levels.reduce((one, other) => (other.rank > one.rank ? other : one));
}

function levelOf(type: string, frequency: string): ScanLevel {
  if (frequency === "MANUAL") return BY_REQUEST;
  if (type !== "ENHANCED") return ON_PUSH;
  return frequency === "CONTINUOUS_SCAN" ? CONTINUOUS : ON_PUSH_ENHANCED;
}
