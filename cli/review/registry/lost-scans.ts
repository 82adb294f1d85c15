import { patternCovers } from "../../../policies/access/wildcard.ts";
import { listWords } from "../../../policies/words.ts";
import {
  type ScanningRules,
  scanFilterMatches,
} from "../../../settings/registry/scan-frequency.ts";
import type { Loss } from "./configuration.ts";
import type { KnownRepository } from "./known-repositories.ts";
import { withNames } from "./names.ts";
import {
  best,
  levelOfPattern,
  levelOfRepository,
  ON_PUSH,
  type ScanLevel,
  type ScannedPattern,
  scannedPatterns,
  unmatchedLevel,
} from "./scan-levels.ts";
import { undefinedScans } from "./undefined-scans.ts";

/** Patterns that are scanned less from then on. */
interface Lost {
  readonly was: ScanLevel;
  readonly is: ScanLevel;
  /** The narrower patterns that are scanned as well as before. */
  readonly kept: readonly string[];
  readonly patterns: string[];
}

/**
 * What is scanned less often, or by less, if another scanning configuration comes in the place of
 * one. What another filter still matches is no loss.
 *
 * @param repositories those that are known
 */
export function lostScans(
  before: ScanningRules,
  after: ScanningRules,
  repositories: readonly KnownRepository[],
): Loss[] {
  const all = new Map<string, Lost>();
  for (const { pattern, level: was } of scannedBefore(before, after, repositories)) {
    const is = levelOfPattern(after, pattern);
    if (is.rank >= was.rank) continue;
    const kept = scannedPatterns(after)
      .filter(({ level }) => level.rank >= was.rank)
      .map((each) => each.pattern)
      .filter((each) => patternCovers(pattern, each));
    const key = JSON.stringify([was, is, kept]);
    const lost = all.get(key) ?? { was, is, kept, patterns: [] };
    lost.patterns.push(pattern);
    all.set(key, lost);
  }
  const worstFirst = [...all.values()].sort((one, other) => other.was.rank - one.was.rank);
  return [
    ...worstFirst.map((lost) =>
      wordsFor(
        lost,
        repositories
          .filter((each) => levelOfRepository(before, each) === lost.was)
          .filter((each) => levelOfRepository(after, each).rank < lost.was.rank),
      ),
    ),
    ...undefinedScans(before, after),
  ];
}

/** Without a rule, the setting of each repository decides: those are known by their names alone. */
function scannedBefore(
  before: ScanningRules,
  after: ScanningRules,
  repositories: readonly KnownRepository[],
): ScannedPattern[] {
  if (!isDefault(before)) return effectivePatterns(before);
  if (isDefault(after)) return [];
  return repositories
    .filter(({ scansOnPush }) => scansOnPush)
    .map(({ name }) => ({ pattern: name, level: ON_PUSH }));
}

/** The patterns of a configuration that no wider one of it covers at least as well. */
function effectivePatterns(scanning: ScanningRules): ScannedPattern[] {
  const levels = new Map([["*", unmatchedLevel(scanning)]]);
  for (const { pattern, level } of scannedPatterns(scanning)) {
    levels.set(pattern, best([level, levels.get(pattern) ?? level]));
  }
  const all = [...levels].map(([pattern, level]) => ({ pattern, level }));
  return all.filter(
    ({ pattern, level }) =>
      !all.some(
        (other) =>
          other.pattern !== pattern &&
          patternCovers(other.pattern, pattern) &&
          other.level.rank >= level.rank,
      ),
  );
}

function wordsFor(
  { was, is, kept, patterns }: Lost,
  repositories: readonly KnownRepository[],
): Loss {
  const names = repositories
    .map(({ name }) => name)
    .filter((name) => !patterns.includes(name))
    .filter((name) => patterns.some((pattern) => scanFilterMatches(pattern, name)));
  const except = kept.length > 0 ? `, except ${listWords(kept, "and")}` : "";
  return {
    repositories: patterns.join(", "),
    words: `${withNames(patterns, names)}: ${was.words} before, ${is.words} after the apply${except}.`,
  };
}

function isDefault({ type, rules }: ScanningRules): boolean {
  return type !== "ENHANCED" && rules.length === 0;
}
