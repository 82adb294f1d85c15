import type { Registry } from "../ecr/registry.ts";
import { progress } from "../report.ts";
import { pause } from "./ask.ts";
import { readScan, type Unfinished } from "./read-scan.ts";
import type { NoAnswer, ScanRequest, ScanResult } from "./scan.ts";

/** Waits for the scan of an image, and reads all of its findings. */
export async function awaitScan(
  registry: Registry,
  request: ScanRequest,
  platform?: string,
): Promise<ScanResult | NoAnswer> {
  const subject = platform === undefined ? "" : `${platform}: `;
  let last: Unfinished | undefined;
  for (;;) {
    const scan = await readScan(registry, request);
    // That ECR is silent in the end says less than what it said before.
    if ("noAnswer" in scan) return last && scan.noAnswer === "timed-out" ? giveUp(last) : scan;
    if (!("inVain" in scan)) return scan;
    last = scan;
    progress(subject + scan.inVain.explanation);
    await pause(request);
  }
}

function giveUp({ inVain, soFar }: Unfinished): ScanResult | NoAnswer {
  return soFar ? { ...soFar, unsettled: inVain } : inVain;
}
