import { oneLine } from "../one-line.ts";
import type { Patience } from "./ask.ts";
import type { Finding } from "./scan-finding.ts";

/** Why the outcome of a scan cannot be told. */
export type NoAnswerReason =
  | "expired"
  | "findings-incomplete"
  | "findings-unavailable"
  | "image-archived"
  | "limit-exceeded"
  | "no-findings"
  | "no-platform"
  | "no-scan"
  | "pending"
  | "scan-failed"
  | "timed-out"
  | "unknown-severity"
  | "unknown-status"
  | "unreadable"
  | "unsupported-image";

/** A scan that says nothing that can be relied on. */
export interface NoAnswer {
  readonly noAnswer: NoAnswerReason;
  /** For people. */
  readonly explanation: string;
}

/** A scan that is done. */
export interface ScanResult {
  readonly findings: readonly Finding[];
  /** ECR's own count of the findings, by severity. */
  readonly counts: Readonly<Record<string, number>>;
  /** Why more findings may come; `undefined` if the list is final. */
  readonly unsettled?: NoAnswer;
}

/** An image, and how long its scan is waited for. */
export interface ScanRequest extends Patience {
  readonly repositoryName: string;
  /** The image's digest: a tag could move meanwhile. */
  readonly imageDigest: string;
}

const HINTS: Partial<Record<NoAnswerReason, string>> = {
  "no-scan": "Is scan_on_push on? It counts for images that are pushed from then on.",
};

/** Why there is no answer, with what to do about it where that is known. */
export function noAnswer(reason: NoAnswerReason, explanation: string): NoAnswer {
  const hint = HINTS[reason];
  return { noAnswer: reason, explanation: oneLine([explanation, hint].join(" ")) };
}
