import {
  DescribeImageScanFindingsCommand,
  type DescribeImageScanFindingsResponse,
  ScanNotFoundException,
} from "@aws-sdk/client-ecr";
import type { Registry } from "../registry.ts";
import { explain } from "../report.ts";
import { type Finding, fromBasic, fromEnhanced } from "./finding.ts";
import { type NoAnswer, noAnswer, type ScanRequest } from "./scan.ts";
import { countsOf, listOf, MalformedAnswer, text } from "./wire.ts";

/** What {@link readPage} says of an image that has no scan. */
export const NOT_FOUND = "not found";

/** One page of ECR's answer about a scan. */
export interface FindingsPage {
  /** ECR's word, or {@link NOT_FOUND}. */
  readonly status: string;
  readonly description: string;
  /** `undefined` where ECR sent no list. */
  readonly findings: readonly Finding[] | undefined;
  readonly counts: Readonly<Record<string, number>>;
  /** `undefined` on the last page. */
  readonly nextToken: string | undefined;
}

/**
 * Reads one page.
 *
 * @param nextToken of the page before; the first page without
 */
export async function readPage(
  registry: Registry,
  request: ScanRequest,
  nextToken?: string,
): Promise<FindingsPage | NoAnswer> {
  const { repositoryName, imageDigest, signal } = request;
  const { registryId } = registry;
  const input = { registryId, repositoryName, imageId: { imageDigest }, nextToken };
  try {
    const command = new DescribeImageScanFindingsCommand(input);
    return toPage(request, await registry.client.send(command, { abortSignal: signal }));
  } catch (error) {
    if (error instanceof ScanNotFoundException) return toPage(request, {});
    if (signal.aborted) return noAnswer("timed-out", "ECR did not answer in time.");
    const reason = error instanceof MalformedAnswer ? error.message : explain(error).message;
    return noAnswer("unreadable", `The findings cannot be read: ${reason}`);
  }
}

function toPage(request: ScanRequest, response: Partial<DescribeImageScanFindingsResponse>) {
  refuseOtherImage(request, response);
  const { imageScanStatus, imageScanFindings, nextToken } = response;
  const { findings, enhancedFindings, findingSeverityCounts } = imageScanFindings ?? {};
  const hasList = findings !== undefined || enhancedFindings !== undefined;
  return {
    status: text(imageScanStatus?.status ?? NOT_FOUND, "status"),
    description: text(imageScanStatus?.description ?? "", "description"),
    findings: hasList
      ? [
          ...listOf(findings ?? [], "findings").map(fromBasic),
          ...listOf(enhancedFindings ?? [], "enhancedFindings").map(fromEnhanced),
        ]
      : undefined,
    counts: countsOf(findingSeverityCounts ?? {}, "findingSeverityCounts"),
    nextToken: nextToken === undefined ? undefined : text(nextToken, "nextToken"),
  };
}

function refuseOtherImage(
  request: ScanRequest,
  { repositoryName, imageId }: Partial<DescribeImageScanFindingsResponse>,
): void {
  const isOther =
    (repositoryName !== undefined && repositoryName !== request.repositoryName) ||
    (imageId?.imageDigest !== undefined && imageId.imageDigest !== request.imageDigest);
  if (isOther) throw new MalformedAnswer("ECR answered about another image");
}
