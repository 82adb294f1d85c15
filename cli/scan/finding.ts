import type { EnhancedImageScanFinding, ImageScanFinding } from "@aws-sdk/client-ecr";

/** From the gravest to the least. Source: ECR API, ImageScanFinding; Amazon Inspector, Severity. */
export const SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"] as const;

/** How grave a finding is. */
export type Severity = (typeof SEVERITIES)[number];

/** A vulnerability that a scan found in an image. */
export interface Finding {
  /** Such as `CVE-2024-3094`. */
  readonly id: string;
  /** As ECR says it. One that is not in {@link SEVERITIES} cannot be ranked. */
  readonly severity: string;
  /** The packages it is in, with their versions. */
  readonly packages: readonly string[];
  /** Where it is described. */
  readonly uri: string;
}

/** Whether a severity can be ranked. */
export function isSeverity(text: string): text is Severity {
  return (SEVERITIES as readonly string[]).includes(text);
}

/** Whether a severity is as grave as a threshold, or graver. */
export function reaches(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}

/** A finding of basic scanning. */
export function fromBasic({ name, severity, uri, attributes = [] }: ImageScanFinding): Finding {
  const attribute = (key: string) => attributes.find((one) => one.key === key)?.value;
  const parts = [attribute("package_name"), attribute("package_version")];
  const packageVersion = parts.filter((part) => part !== undefined).join(" ");
  return {
    id: name ?? "unnamed",
    severity: severity ?? "none",
    packages: packageVersion === "" ? [] : [packageVersion],
    uri: uri ?? "",
  };
}

/** A finding of enhanced scanning, by Amazon Inspector. */
export function fromEnhanced(finding: EnhancedImageScanFinding): Finding {
  const {
    vulnerabilityId,
    vulnerablePackages = [],
    sourceUrl,
  } = finding.packageVulnerabilityDetails ?? {};
  return {
    id: vulnerabilityId ?? finding.title ?? "unnamed",
    severity: finding.severity ?? "none",
    packages: vulnerablePackages.map(({ name, version }) => [name, version].join(" ").trim()),
    uri: sourceUrl ?? "",
  };
}
