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

/** Findings of basic scanning, one of each severity that is given. */
export function basic(...severities: string[]) {
  const findings = severities.map((severity, index) => ({ name: `CVE-2024-${index}`, severity }));
  return {
    imageScanCompletedAt: 1_700_000_000,
    findings,
    findingSeverityCounts: countOf(severities),
  };
}

/** Findings of enhanced scanning. */
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
  return { enhancedFindings, findingSeverityCounts: countOf(severities) };
}

function countOf(severities: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const severity of severities) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}
