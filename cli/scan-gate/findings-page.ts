import {
  DescribeImageScanFindingsCommand,
  type DescribeImageScanFindingsResponse,
  ScanNotFoundException,
} from "@aws-sdk/client-ecr";
import type { Registry } from "../ecr/registry.ts";
import { readInTime } from "./read-in-time.ts";
import type { NoAnswer, ScanRequest } from "./scan.ts";
import { fromBasic, fromEnhanced, type ScanFinding } from "./scan-finding.ts";
import { countsOf, listOf, MalformedAnswer, text, timeOf } from "./wire.ts";

/** What {@link readPage} says of an image that has no scan. */
export const NOT_FOUND = "not found";

/** One page of ECR's answer about a scan. */
export interface FindingsPage {
  /** ECR's word, or {@link NOT_FOUND}. */
  readonly status: string;
  readonly description: string;
  /** `undefined` if ECR sent no list. */
  readonly findings: readonly ScanFinding[] | undefined;
  /** Whether the list is Amazon Inspector's. */
  readonly isEnhanced: boolean;
  /** `undefined` if ECR sent none. */
  readonly counts: Readonly<Record<string, number>> | undefined;
  /** `undefined` as long as ECR does not say when the scan was completed. */
  readonly completedAt: Date | undefined;
  /** `undefined` on the last page. */
  readonly nextToken: string | undefined;
}

/**
 * Reads one page.
 *
 * @param nextToken of the page before; the first page without
 */
export function readPage(
  registry: Registry,
  request: ScanRequest,
  nextToken?: string,
): Promise<FindingsPage | NoAnswer> {
  const { repositoryName, imageDigest, signal } = request;
  const { registryId } = registry;
  const input = { registryId, repositoryName, imageId: { imageDigest }, nextToken };
  const send = () =>
    registry.client.send(new DescribeImageScanFindingsCommand(input), { abortSignal: signal });
  return readInTime(
    "The findings",
    async () => toPage(request, await send().catch(withoutScan)),
    request,
  );
}

function withoutScan(error: unknown): Partial<DescribeImageScanFindingsResponse> {
  if (error instanceof ScanNotFoundException) return {};
  throw error;
}

function toPage(
  request: ScanRequest,
  response: Partial<DescribeImageScanFindingsResponse>,
): FindingsPage {
  refuseOtherImage(request, response);
  const { imageScanStatus, imageScanFindings = {}, nextToken } = response;
  const { findings, enhancedFindings, findingSeverityCounts, imageScanCompletedAt } =
    imageScanFindings;
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
    isEnhanced: enhancedFindings !== undefined,
    counts: optional(findingSeverityCounts, countsOf, "findingSeverityCounts"),
    completedAt: optional(imageScanCompletedAt, timeOf, "imageScanCompletedAt"),
    nextToken: optional(nextToken, text, "nextToken"),
  };
}

function optional<T>(
  value: unknown,
  read: (value: unknown, name: string) => T,
  name: string,
): T | undefined {
  return value === undefined ? undefined : read(value, name);
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
