import { type Allowance, isInForce } from "./allow-list.ts";
import { type NoAnswer, type NoAnswerReason, noAnswer, type ScanResult } from "./scan.ts";
import type { ScanFinding } from "./scan-finding.ts";
import { isSeverity, reaches, SEVERITIES, type Severity } from "./severity.ts";

/** What a gate lets pass. */
export interface GatePolicy {
  /** The lowest severity that fails. */
  readonly failOn: Severity;
  readonly allowances: readonly Allowance[];
  readonly now: Date;
}

/** A finding with its allowance, expired or not. */
export interface JudgedScanFinding extends ScanFinding {
  /** Such as `linux/arm64`; only for a multi-platform image. */
  readonly platform?: string;
  readonly allowance?: Allowance;
  /** Whether it fails the gate. */
  readonly blocks: boolean;
}

/** Whether an image may pass, and why. */
export interface Verdict {
  readonly passed: boolean;
  readonly reason: "passed" | "findings" | NoAnswerReason;
  /** In one line. */
  readonly explanation: string;
  /** The most severe first. */
  readonly findings: readonly JudgedScanFinding[];
  /** Only for a multi-platform image. */
  readonly platforms?: readonly PlatformVerdict[];
}

/** Whether a platform's image may pass, and why. */
export interface PlatformVerdict extends Omit<Verdict, "findings" | "platforms"> {
  readonly digest: string;
  /** Such as `linux/arm64`. */
  readonly platform: string;
}

/** Judges a scan. What is not known fails. */
export function judge(scan: ScanResult | NoAnswer, policy: GatePolicy): Verdict {
  if ("noAnswer" in scan) return fail(scan, []);
  const findings = scan.findings.map((finding) => judgeFinding(finding, policy)).sort(bySeverity);
  const missing = missingFindings(scan, policy);
  if (missing) return fail(missing, findings);
  const blocking = findings.filter(({ blocks }) => blocks);
  const unranked = blocking.filter(({ severity }) => !isSeverity(severity));
  if (unranked.length > 0) return fail(unknownSeverity(unranked), findings);
  const threshold = `${policy.failOn} or higher`;
  if (blocking.length > 0) {
    const explanation = `${count(blocking)} of severity ${threshold}.`;
    return { passed: false, reason: "findings", explanation, findings };
  }
  if (scan.unsettled) return fail(scan.unsettled, findings);
  const explanation = `No finding of severity ${threshold} that is not allowed.`;
  return { passed: true, reason: "passed", explanation, findings };
}

function judgeFinding(
  finding: ScanFinding,
  { failOn, allowances, now }: GatePolicy,
): JudgedScanFinding {
  const own = allowances.filter(({ id }) => id === finding.id);
  const allowance = own.find((candidate) => isInForce(candidate, now)) ?? own[0];
  const isAllowed = allowance !== undefined && isInForce(allowance, now);
  const isSevere = !isSeverity(finding.severity) || reaches(finding.severity, failOn);
  return { ...finding, ...(allowance && { allowance }), blocks: isSevere && !isAllowed };
}

// A list that was cut short must not hide findings that ECR has counted.
function missingFindings({ findings, counts }: ScanResult, { failOn }: GatePolicy) {
  const severe = Object.entries(counts).filter(
    ([severity]) => !isSeverity(severity) || reaches(severity, failOn),
  );
  for (const [severity, counted] of severe) {
    const listed = findings.filter((finding) => finding.severity === severity).length;
    if (listed < counted) {
      return noAnswer(
        "findings-incomplete",
        `ECR counts ${counted} of severity ${severity} and lists ${listed}.`,
      );
    }
  }
  return undefined;
}

function unknownSeverity(findings: readonly ScanFinding[]): NoAnswer {
  const names = findings.map(({ id, severity }) => `${id} (${severity})`);
  return noAnswer("unknown-severity", `The severity of ${names.join(", ")} cannot be ranked.`);
}

function fail({ noAnswer: reason, explanation }: NoAnswer, findings: readonly JudgedScanFinding[]) {
  return { passed: false, reason, explanation, findings };
}

function count({ length }: readonly unknown[]): string {
  return length === 1 ? "1 finding" : `${length} findings`;
}

/** Sorts findings: first those of an unknown severity, then the most severe. */
export function bySeverity(one: ScanFinding, other: ScanFinding): number {
  return rank(one) - rank(other) || one.id.localeCompare(other.id);
}

function rank({ severity }: ScanFinding): number {
  return isSeverity(severity) ? SEVERITIES.indexOf(severity) : -1;
}
