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
const WAITED_FOR = new Map<string, NoAnswerReason>([
  ["IN_PROGRESS", "timed-out"],
  ["PENDING", "pending"],
  [NOT_FOUND, "no-scan"],
]);

/** Scans that will never have findings. */
const HOPELESS = new Map<string, NoAnswerReason>([
  ["FAILED", "scan-failed"],
  ["UNSUPPORTED_IMAGE", "unsupported-image"],
  ["SCAN_ELIGIBILITY_EXPIRED", "expired"],
  ["FINDINGS_UNAVAILABLE", "findings-unavailable"],
  ["LIMIT_EXCEEDED", "limit-exceeded"],
  ["IMAGE_ARCHIVED", "image-archived"],
]);

/** Scans with findings: ACTIVE is what continuous scanning says once there are any. */
const ANSWERED = ["COMPLETE", "ACTIVE"];

/** Waits for the scan of an image, and reads all of its findings. */
export async function awaitScan(
  registry: Registry,
  request: ScanRequest,
): Promise<ScanResult | NoAnswer> {
  const { signal } = request;
  let inVain: NoAnswer | undefined;
  for (;;) {
    const page = await readPage(registry, request);
    if ("noAnswer" in page) return signal.aborted ? (inVain ?? page) : page;
    const { status } = page;
    if (ANSWERED.includes(status)) return readFindings(registry, request, page);
    const waitedFor = WAITED_FOR.get(status);
    if (!waitedFor) return hopeless(page);
    inVain = noAnswer(waitedFor, `The scan's status is still ${status}.`);
    progress(`The scan's status is ${status}`);
    await sleep(request.interval, undefined, { signal }).catch(() => {});
    if (signal.aborted) return inVain;
  }
}

function hopeless({ status, description }: FindingsPage): NoAnswer {
  const explanation = `The scan's status is ${status}. ${description}`.trim();
  return noAnswer(HOPELESS.get(status) ?? "unknown-status", explanation);
}

async function readFindings(
  registry: Registry,
  request: ScanRequest,
  first: FindingsPage,
): Promise<ScanResult | NoAnswer> {
  const findings: Finding[][] = [];
  const counts: Record<string, number> = {};
  const tokens = new Set<string>();
  let page = first;
  for (;;) {
    // A scan may start anew between two pages.
    if (!ANSWERED.includes(page.status)) return hopeless(page);
    if (!page.findings) return noAnswer("no-findings", "ECR sent no list of findings.");
    findings.push([...page.findings]);
    for (const [severity, count] of Object.entries(page.counts)) {
      counts[severity] = Math.max(count, counts[severity] ?? 0);
    }
    const { nextToken } = page;
    if (nextToken === undefined) return { findings: findings.flat(), counts };
    if (tokens.has(nextToken)) return noAnswer("unreadable", "ECR sent one page twice.");
    tokens.add(nextToken);
    const next = await readPage(registry, request, nextToken);
    if ("noAnswer" in next) return next;
    page = next;
  }
}
