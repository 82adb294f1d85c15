import { patternCovers } from "../../../policies/access/wildcard.ts";
import type { ScanningRules } from "../../../settings/registry/scan-frequency.ts";
import type { Loss } from "./configuration.ts";
import { BY_REQUEST, levelOfPattern, ON_PUSH, scannedPatterns } from "./scan-levels.ts";

/**
 * What is scanned on push, and comes to match a rule of scans by request as well. AWS does not define
 * which rule counts.
 */
export function undefinedScans(before: ScanningRules, after: ScanningRules): Loss[] {
  const byRequest = (scanning: ScanningRules) =>
    scannedPatterns(scanning).filter(({ level }) => level === BY_REQUEST);
  return byRequest(after)
    .map(({ pattern }) => pattern)
    .filter((pattern) => levelOfPattern(before, pattern).rank >= ON_PUSH.rank)
    .filter((pattern) => levelOfPattern(after, pattern).rank >= ON_PUSH.rank)
    .filter((pattern) => !byRequest(before).some((each) => patternCovers(each.pattern, pattern)))
    .map((pattern) => ({
      repositories: pattern,
      words: `${pattern}: ${levelOfPattern(before, pattern).words} before. After the apply, a rule of MANUAL scans matches it as well as one of scans on push, and AWS does not define which of them counts.`,
    }));
}
