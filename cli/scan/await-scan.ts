import { setTimeout as sleep } from "node:timers/promises";
import type { Registry } from "../registry.ts";
import { progress } from "../report.ts";
import type { Finding } from "./finding.ts";
import { type FindingsPage, NOT_FOUND, readPage } from "./findings-page.ts";
import {
  type NoAnswer,
  type NoAnswerReason,
  noAnswer,
  type ScanRequest,
  type ScanResult,
} from "./scan.ts";

/** Scans that will say more later, and what they are called if they never do. */
const WAITED_FOR: Readonly<Record<string, NoAnswerReason>> = {
  IN_PROGRESS: "timed-out",
  PENDING: "pending",
  [NOT_FOUND]: "no-scan",
};

/** Scans that will never have findings. */
const HOPELESS: Readonly<Record<string, NoAnswerReason>> = {
  FAILED: "scan-failed",
  UNSUPPORTED_IMAGE: "unsupported-image",
  SCAN_ELIGIBILITY_EXPIRED: "expired",
  FINDINGS_UNAVAILABLE: "findings-unavailable",
  LIMIT_EXCEEDED: "limit-exceeded",
  IMAGE_ARCHIVED: "image-archived",
};

/** Scans with findings: ACTIVE is what continuous scanning says once there are any. */
const ANSWERED = ["COMPLETE", "ACTIVE"];

/** Waits for the scan of an image, and reads all of its findings. */
export async function awaitScan(
  registry: Registry,
  request: ScanRequest,
): Promise<ScanResult | NoAnswer> {
  const deadline = Date.now() + request.timeout * 1_000;
  for (;;) {
    const page = await readPage(registry, request, deadline);
    if ("noAnswer" in page) return page;
    const { status, description } = page;
    if (ANSWERED.includes(status)) return readFindings(registry, request, deadline, page);
    const hopeless = HOPELESS[status];
    if (hopeless)
      return noAnswer(hopeless, `The scan's status is ${status}. ${description}`.trim());
    const waitedFor = WAITED_FOR[status];
    if (!waitedFor) return noAnswer("unknown-status", `The scan's status is ${status}.`);
    if (Date.now() + request.interval * 1_000 > deadline) {
      return noAnswer(waitedFor, `The scan's status is ${status} after ${request.timeout} s.`);
    }
    progress(`The scan's status is ${status}`);
    await sleep(request.interval * 1_000);
  }
}

async function readFindings(
  registry: Registry,
  request: ScanRequest,
  deadline: number,
  first: FindingsPage,
): Promise<ScanResult | NoAnswer> {
  const findings: Finding[] = [];
  const tokens = new Set<string>();
  let page = first;
  for (;;) {
    if (!page.findings) return noAnswer("no-findings", "ECR sent no list of findings.");
    findings.push(...page.findings);
    const { nextToken } = page;
    if (!nextToken) return { findings, counts: first.counts };
    if (tokens.has(nextToken)) return noAnswer("unreadable", "ECR sent one page twice.");
    tokens.add(nextToken);
    const next = await readPage(registry, request, deadline, nextToken);
    if ("noAnswer" in next) return next;
    page = next;
  }
}
