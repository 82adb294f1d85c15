import type { WireAnswer } from "./ecr-wire.ts";

/** What ECR answers about a scan. */
export function status(
  name: string,
  imageScanFindings?: unknown,
  nextToken?: string,
  others: object = {},
): WireAnswer {
  return { body: { imageScanStatus: { status: name }, imageScanFindings, nextToken, ...others } };
}

const LONG_AGO = {
  imageScanCompletedAt: 1_700_000_000,
  vulnerabilitySourceUpdatedAt: 1_700_000_000,
};

/** Findings of basic scanning, one of each severity that is given. */
export function basic(...severities: string[]) {
  const findings = severities.map((severity, index) => ({ name: `CVE-2024-${index}`, severity }));
  return { ...LONG_AGO, findings, findingSeverityCounts: countOf(severities) };
}

/** Findings of enhanced scanning, one of each severity that is given. */
export function enhanced(...severities: string[]) {
  const enhancedFindings = severities.map((severity, index) => ({
    severity,
    title: `CVE-2024-${index} - openssl`,
    packageVulnerabilityDetails: {
      vulnerabilityId: `CVE-2024-${index}`,
      sourceUrl: "https://example.com/cve",
      vulnerablePackages: [{ name: "openssl", version: "3.0.1" }],
    },
  }));
  return {
    ...LONG_AGO,
    findings: [],
    enhancedFindings,
    findingSeverityCounts: countOf(severities),
  };
}

/**
 * What enhanced scanning answers of a clean image, and of any image before its findings are there.
 * Source: IamRitz/secure-software-delivery, complete-clean.json and complete-before-findings.json.
 *
 * @param completedAt the time of the scan, in seconds since 1970
 */
export function cleanOrTooEarly(completedAt = LONG_AGO.imageScanCompletedAt) {
  return { imageScanCompletedAt: completedAt, findings: [] };
}

/** What ECR answers before the scan is there. Source: aws/aws-sdk#289, aws/aws-cli#6759. */
export const EMPTY = { findings: [] };

function countOf(severities: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const severity of severities) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}
