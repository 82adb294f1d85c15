import { DescribeImageScanFindingsCommand, ScanNotFoundException } from "@aws-sdk/client-ecr";
import * as z from "zod";
import type { Registry } from "../ecr/registry.ts";
import { LINE, lineOr, listOf, MalformedAnswer, objectWith, readAnswer } from "./answer.ts";
import { readInTime } from "./read-in-time.ts";
import type { NoAnswer, ScanRequest } from "./scan.ts";
import { BASIC_FINDING, ENHANCED_FINDING, type ScanFinding } from "./scan-finding.ts";

/** The status that {@link readPage} gives to an image without a scan. */
export const NOT_FOUND = "not found";

/** One page of ECR's answer about a scan. */
export interface FindingsPage {
  /** ECR's status, or {@link NOT_FOUND}. */
  readonly status: string;
  readonly description: string;
  /** `undefined` if ECR sent no list. */
  readonly findings: readonly ScanFinding[] | undefined;
  /** Whether the list is Amazon Inspector's. */
  readonly isEnhanced: boolean;
  /** `undefined` if ECR sent none. */
  readonly counts: Readonly<Record<string, number>> | undefined;
  /** `undefined` if ECR does not report when the scan was completed. */
  readonly completedAt: Date | undefined;
  /** `undefined` on the last page. */
  readonly nextToken: string | undefined;
}

/**
 * Reads one page.
 *
 * @param nextToken the token of the page before; none for the first page
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

function withoutScan(error: unknown): object {
  if (error instanceof ScanNotFoundException) return {};
  throw error;
}

const COUNT = z.int("must be a whole number").min(0, "must be 0 or more");

const ANSWER = objectWith({
  repositoryName: z.string("must be a string").optional(),
  imageId: objectWith({ imageDigest: z.string("must be a string").optional() }).optional(),
  imageScanStatus: objectWith({
    status: lineOr(NOT_FOUND),
    description: lineOr(""),
  }).optional(),
  imageScanFindings: objectWith({
    findings: listOf(BASIC_FINDING).optional(),
    enhancedFindings: listOf(ENHANCED_FINDING).optional(),
    findingSeverityCounts: z.record(z.string(), COUNT, "must be an object").optional(),
    imageScanCompletedAt: z.date("must be a time").optional(),
  }).optional(),
  nextToken: LINE.optional(),
});

function toPage(request: ScanRequest, response: object): FindingsPage {
  const source = "ECR API, DescribeImageScanFindings";
  const answer = readAnswer(response, ANSWER, "the answer", source);
  const { repositoryName = request.repositoryName, imageId, imageScanStatus } = answer;
  const { imageDigest = request.imageDigest } = imageId ?? {};
  if (repositoryName !== request.repositoryName || imageDigest !== request.imageDigest) {
    throw new MalformedAnswer("ECR answered about another image");
  }
  const { findings, enhancedFindings, findingSeverityCounts, imageScanCompletedAt } =
    answer.imageScanFindings ?? {};
  const hasList = findings !== undefined || enhancedFindings !== undefined;
  return {
    status: imageScanStatus?.status ?? NOT_FOUND,
    description: imageScanStatus?.description ?? "",
    findings: hasList ? [...(findings ?? []), ...(enhancedFindings ?? [])] : undefined,
    isEnhanced: enhancedFindings !== undefined,
    counts: findingSeverityCounts,
    completedAt: imageScanCompletedAt,
    nextToken: answer.nextToken,
  };
}
