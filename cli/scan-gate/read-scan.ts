import type { Registry } from "../ecr/registry.ts";
import { type FindingsPage, NOT_FOUND, readPage } from "./findings-page.ts";
import {
  type NoAnswer,
  type NoAnswerReason,
  noAnswer,
  type ScanRequest,
  type ScanResult,
} from "./scan.ts";

/** A scan that is not finished yet. */
export interface UnfinishedScan {
  /** The answer if the time is up before the scan is finished. */
  readonly noAnswerAtTimeout: NoAnswer;
  /** What the scan has found so far. */
  readonly resultSoFar?: ScanResult;
}

/** The statuses of scans that may finish later, and the reason if the time is up before. */
const PENDING_STATUSES = new Map<string, NoAnswerReason>([
  ["IN_PROGRESS", "timed-out"],
  ["PENDING", "pending"],
  [NOT_FOUND, "no-scan"],
]);

/** The statuses of scans that will never have findings. */
const FAILED_STATUSES = new Map<string, NoAnswerReason>([
  ["FAILED", "scan-failed"],
  ["UNSUPPORTED_IMAGE", "unsupported-image"],
  ["SCAN_ELIGIBILITY_EXPIRED", "expired"],
  ["FINDINGS_UNAVAILABLE", "findings-unavailable"],
  ["LIMIT_EXCEEDED", "limit-exceeded"],
  ["IMAGE_ARCHIVED", "image-archived"],
]);

/** The statuses of scans with findings. ACTIVE is that of continuous scanning. */
const FINISHED_STATUSES = ["COMPLETE", "ACTIVE"];

/**
 * How old an enhanced scan must be, in milliseconds. ECR reports it as complete while Amazon Inspector
 * still adds findings. Before the first finding, the answer is that of a clean image: `findings: []`
 * without counts. Source: https://github.com/aws/aws-sdk/issues/289; ecperth/check-aws-inspector and
 * IamRitz/secure-software-delivery on GitHub: there the last findings came some 30 seconds later.
 */
const SETTLING_TIME = 60_000;

/** Reads all pages of a scan as it is now. */
export async function readScan(
  registry: Registry,
  request: ScanRequest,
): Promise<ScanResult | NoAnswer | UnfinishedScan> {
  const pages: FindingsPage[] = [];
  const tokens = new Set<string>();
  for (let token: string | undefined; ; ) {
    const page = await readPage(registry, request, token);
    if ("noAnswer" in page) return page;
    // A scan may start again between two pages.
    const obstacle = obstacleIn(page);
    if (obstacle) return obstacle;
    pages.push(page);
    token = page.nextToken;
    if (token === undefined) return settle(pages);
    if (tokens.has(token)) return noAnswer("unreadable", "ECR sent one page twice.");
    tokens.add(token);
  }
}

function obstacleIn({ status, description, findings }: FindingsPage) {
  const reason = PENDING_STATUSES.get(status);
  if (reason) return unfinished(reason, `The scan's status is still ${status}.`);
  if (!FINISHED_STATUSES.includes(status)) {
    const explanation = `The scan's status is ${status}. ${description}`;
    return noAnswer(FAILED_STATUSES.get(status) ?? "unknown-status", explanation);
  }
  if (findings) return undefined;
  return unfinished("no-findings", `The scan's status is ${status}, without a list of findings.`);
}

function settle(pages: readonly FindingsPage[]): ScanResult | UnfinishedScan {
  const findings = pages.flatMap((page) => page.findings ?? []);
  const counts = highest(pages.map((page) => page.counts ?? {}));
  const result = { findings, counts };
  const [{ status, completedAt }] = pages as [FindingsPage];
  if (!completedAt) {
    const isEmpty = findings.length === 0 && Object.values(counts).every((count) => count === 0);
    if (!isEmpty) return result;
    const explanation = `The scan's status is ${status}, without findings and the time of the scan.`;
    return unfinished("no-findings", explanation);
  }
  const isBasic = pages.some((page) => page.counts) && !pages.some((page) => page.isEnhanced);
  if (isBasic || Date.now() - completedAt.getTime() >= SETTLING_TIME) return result;
  const seconds = SETTLING_TIME / 1_000;
  const explanation = `The scan is not ${seconds} seconds old: Inspector may add findings.`;
  return { ...unfinished("timed-out", explanation), resultSoFar: result };
}

function highest(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [severity, count] of all.flatMap(Object.entries<number>)) {
    counts[severity] = Math.max(count, counts[severity] ?? 0);
  }
  return counts;
}

function unfinished(reason: NoAnswerReason, explanation: string): UnfinishedScan {
  return { noAnswerAtTimeout: noAnswer(reason, explanation) };
}
