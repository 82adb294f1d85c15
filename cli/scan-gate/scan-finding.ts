import { type Field, listOf, text } from "./wire.ts";

/** The highest first. Source: ECR API, ImageScanFinding; Amazon Inspector, Severity. */
export const SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"] as const;

/** The severity of a finding. */
export type Severity = (typeof SEVERITIES)[number];

/** A vulnerability that a scan found in an image. */
export interface ScanFinding {
  /** Such as `CVE-2024-3094`. */
  readonly id: string;
  /** As ECR reports it. A severity that is not in {@link SEVERITIES} cannot be ranked. */
  readonly severity: string;
  /** The affected packages with their versions. */
  readonly packages: readonly string[];
  /** Where it is described. */
  readonly uri: string;
}

/** Whether a severity can be ranked. */
export function isSeverity(severity: string): severity is Severity {
  return (SEVERITIES as readonly string[]).includes(severity);
}

/** Whether a severity is at or above a threshold. */
export function reaches(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}

/** A finding of basic scanning. Source: ECR API, ImageScanFinding. */
export function fromBasic(finding: Field): ScanFinding {
  const attributes = listOf(finding.attributes ?? [], "attributes");
  const attribute = (key: string) => attributes.find((one) => one.key === key)?.value;
  return {
    id: text(finding.name, "name"),
    severity: text(finding.severity ?? "none", "severity"),
    packages: packagesOf([
      { name: attribute("package_name"), version: attribute("package_version") },
    ]),
    uri: text(finding.uri ?? "", "uri"),
  };
}

/** A finding of enhanced scanning, by Amazon Inspector. Source: ECR API, EnhancedImageScanFinding. */
export function fromEnhanced(finding: Field): ScanFinding {
  const [details = {}] = listOf([finding.packageVulnerabilityDetails ?? {}], "details");
  return {
    id: text(details.vulnerabilityId ?? finding.findingArn, "vulnerabilityId"),
    severity: text(finding.severity ?? "none", "severity"),
    packages: packagesOf(listOf(details.vulnerablePackages ?? [], "vulnerablePackages")),
    uri: text(details.sourceUrl ?? "", "sourceUrl"),
  };
}

function packagesOf(packages: readonly Field[]): string[] {
  return packages
    .map(({ name, version }) => [text(name ?? "", "name"), text(version ?? "", "version")])
    .map((parts) => parts.join(" ").trim())
    .filter((label) => label !== "");
}
