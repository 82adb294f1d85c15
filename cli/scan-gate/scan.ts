import { oneLine } from "../one-line.ts";
import type { ScanFinding } from "./scan-finding.ts";
import type { Waiting } from "./waiting.ts";

/** Why there is no answer about the findings of an image. */
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

/** No reliable answer about the findings of an image. */
export interface NoAnswer {
  readonly noAnswer: NoAnswerReason;
  /** In one sentence or more. */
  readonly explanation: string;
}

/** A finished scan. */
export interface ScanResult {
  readonly findings: readonly ScanFinding[];
  /** ECR's own count of the findings, by severity. */
  readonly counts: Readonly<Record<string, number>>;
  /** Why findings may still be missing; `undefined` if the list is final. */
  readonly unsettled?: NoAnswer;
}

/** An image, and how long to wait for its scan. */
export interface ScanRequest extends Waiting {
  readonly repositoryName: string;
  /** The image's digest: a tag could move in the meantime. */
  readonly imageDigest: string;
}

const HINTS: Partial<Record<NoAnswerReason, string>> = {
  "no-scan": "Is scan_on_push on? It applies to images that are pushed after it is turned on.",
};

/** No answer, with its reason, and with a hint if there is one. */
export function noAnswer(reason: NoAnswerReason, explanation: string): NoAnswer {
  const hint = HINTS[reason];
  return { noAnswer: reason, explanation: oneLine([explanation, hint].join(" ")) };
}
