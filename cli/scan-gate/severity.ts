/** The highest first. Source: ECR API, ImageScanFinding; Amazon Inspector, Severity. */
export const SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"] as const;

/** The severity of a finding. */
export type Severity = (typeof SEVERITIES)[number];

/** Whether a severity can be ranked. */
export function isSeverity(severity: string): severity is Severity {
  return (SEVERITIES as readonly string[]).includes(severity);
}

/** Whether a severity is at or above a threshold. */
export function reaches(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}
