import type { Registry } from "../ecr/registry.ts";
import { progress } from "../report.ts";
import { readScan, type UnfinishedScan } from "./read-scan.ts";
import type { NoAnswer, ScanRequest, ScanResult } from "./scan.ts";
import { waitInterval } from "./waiting.ts";

/** Waits for the scan of an image, and reads all of its findings. */
export async function awaitScan(
  registry: Registry,
  request: ScanRequest,
  platform?: string,
): Promise<ScanResult | NoAnswer> {
  const subject = platform === undefined ? "" : `${platform}: `;
  let last: UnfinishedScan | undefined;
  for (;;) {
    const scan = await readScan(registry, request);
    // If ECR stops answering, its last status is a better answer than a time-out.
    if ("noAnswer" in scan) return last && scan.noAnswer === "timed-out" ? giveUp(last) : scan;
    if (!("noAnswerAtTimeout" in scan)) return scan;
    last = scan;
    progress(subject + scan.noAnswerAtTimeout.explanation);
    await waitInterval(request);
  }
}

function giveUp({ noAnswerAtTimeout, resultSoFar }: UnfinishedScan): ScanResult | NoAnswer {
  return resultSoFar ? { ...resultSoFar, unsettled: noAnswerAtTimeout } : noAnswerAtTimeout;
}
