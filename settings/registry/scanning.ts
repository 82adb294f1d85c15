/** The kinds of scans. `ENHANCED` is Amazon Inspector's, which costs extra. */
export const SCAN_TYPES = ["BASIC", "ENHANCED"] as const;

/** @see Scanning.type */
export type ScanType = (typeof SCAN_TYPES)[number];

/** When ECR scans an image. The frequencies that each kind of scan has. */
export const SCAN_FREQUENCIES = {
  BASIC: ["SCAN_ON_PUSH", "MANUAL"],
  ENHANCED: ["SCAN_ON_PUSH", "CONTINUOUS_SCAN"],
} as const satisfies Record<ScanType, readonly string[]>;

/** @see ScanningRule.frequency */
export type ScanFrequency = (typeof SCAN_FREQUENCIES)[ScanType][number];

/** The scanning configuration of a registry. Source: ECR API, PutRegistryScanningConfiguration. */
export interface Scanning {
  /** `BASIC`: ECR's own scan of the operating system's packages. `ENHANCED`: Amazon Inspector. */
  readonly type: ScanType;

  /**
   * Which repositories are scanned when. Under `ENHANCED`, a repository that no filter matches is
   * not scanned at all. Under `BASIC` without any rule, each repository's `scanOnPush` decides.
   */
  readonly rules: readonly ScanningRule[];
}

/** When the repositories that a filter matches are scanned. */
export interface ScanningRule {
  /**
   * `SCAN_ON_PUSH`, `CONTINUOUS_SCAN` (on push, and again as new vulnerabilities become known;
   * `ENHANCED` alone) or `MANUAL` (by request; `BASIC` alone). Each in one rule at most.
   */
  readonly frequency: ScanFrequency;

  /** 1 to 100 filters. The rule is for every repository that one of them matches. */
  readonly filters: readonly ScanFilter[];
}

/**
 * A pattern of repository names with at least one `*`, such as `production/*`, or a repository by
 * its whole name. Source: ECR, Filters to choose which repositories are scanned.
 */
export type ScanFilter = string | NamedRepository;

/**
 * A repository by its whole name. ECR has no filter for one repository: it would take every name
 * that contains this one. So the synth fails if another repository of the app has such a name.
 */
export interface NamedRepository {
  /** The full name, such as `production/frontend`. */
  readonly repository: string;
}

/** The filter as ECR has it. */
export function filterText(filter: ScanFilter): string {
  return typeof filter === "string" ? filter : filter.repository;
}
