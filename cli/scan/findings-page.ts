import {
  DescribeImageScanFindingsCommand,
  type DescribeImageScanFindingsResponse,
  ScanNotFoundException,
} from "@aws-sdk/client-ecr";
import type { Registry } from "../registry.ts";
import { explain } from "../report.ts";
import { type Finding, fromBasic, fromEnhanced } from "./finding.ts";
import { type NoAnswer, noAnswer, type ScanRequest } from "./scan.ts";

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
  readonly nextToken: string | undefined;
}

/**
 * Reads one page.
 *
 * @param deadline in milliseconds since 1970; ECR has a second at least
 * @param nextToken of the page before; the first page without
 */
export async function readPage(
  registry: Registry,
  { repositoryName, imageDigest, timeout }: ScanRequest,
  deadline: number,
  nextToken?: string,
): Promise<FindingsPage | NoAnswer> {
  const { registryId } = registry;
  const abortSignal = AbortSignal.timeout(Math.max(1_000, deadline - Date.now()));
  try {
    const command = new DescribeImageScanFindingsCommand({
      registryId,
      repositoryName,
      imageId: { imageDigest },
      nextToken,
    });
    return toPage(await registry.client.send(command, { abortSignal }));
  } catch (error) {
    if (error instanceof ScanNotFoundException) return toPage({});
    if (abortSignal.aborted) return noAnswer("timed-out", `ECR did not answer in ${timeout} s.`);
    return noAnswer("unreadable", `The findings cannot be read: ${explain(error).message}`);
  }
}

function toPage(response: DescribeImageScanFindingsResponse): FindingsPage {
  const { imageScanStatus, imageScanFindings, nextToken } = response;
  const { findings, enhancedFindings, findingSeverityCounts } = imageScanFindings ?? {};
  const hasList = findings !== undefined || enhancedFindings !== undefined;
  return {
    status: imageScanStatus?.status ?? NOT_FOUND,
    description: imageScanStatus?.description ?? "",
    findings: hasList
      ? [...(findings ?? []).map(fromBasic), ...(enhancedFindings ?? []).map(fromEnhanced)]
      : undefined,
    counts: { ...findingSeverityCounts },
    nextToken,
  };
}
