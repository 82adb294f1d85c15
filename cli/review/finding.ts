import type { ImageSummary } from "../ecr/image-summary.ts";

/** The kinds of findings, the worst first. */
export const KINDS = [
  "destroy",
  "replace",
  "key",
  "rename",
  "elsewhere",
  "exists",
  "expire",
  "access",
  "replication",
  "force-delete",
  "mutable",
  "scanning",
  "registry",
] as const;

/** What is at stake: see docs/review.md. */
export type Kind = (typeof KINDS)[number];

/** What a plan would do to images or to access. */
export interface Finding {
  readonly kind: Kind;
  /** The Terraform address of the repository, or of the policy or key that does it. */
  readonly address: string;
  /**
   * The repository's full name; `null` if it is known only after the apply. If a whole registry
   * changes, the patterns of the names at stake, such as `production/*`.
   */
  readonly repository: string | null;
  /** The images at stake; `null` if they were not counted. */
  readonly images: ImageSummary | null;
  /** What would happen, in sentences. */
  readonly reason: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** A change that is no finding, in a few words. */
export interface OtherChange {
  readonly address: string;
  readonly repository: string | null;
  readonly change: string;
}

/** A finding, and whether it is accepted. */
export interface JudgedFinding extends Finding {
  readonly accepted: boolean;
}

/** What a review found in one plan. */
export interface Review {
  /** The stack's name; `null` for the plan of a file. */
  readonly stack: string | null;
  readonly findings: readonly JudgedFinding[];
  readonly changes: readonly OtherChange[];
  /** Why there is no answer. */
  readonly error?: string;
}
