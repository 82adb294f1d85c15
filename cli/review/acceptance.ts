import { usageError } from "../command-error.ts";
import type { Finding, JudgedFinding } from "./finding.ts";

/**
 * Marks the findings that are accepted.
 *
 * @param accepted `KIND:ADDRESS` of each, such as `destroy:aws_ecr_repository.redis`
 * @throws CommandError with each one that is not a finding of the plan
 */
export function accept(findings: readonly Finding[], accepted: readonly string[]): JudgedFinding[] {
  const labels = findings.map(labelOf);
  const unknown = accepted.filter((label) => !labels.includes(label));
  if (unknown.length > 0) {
    const there = labels.length > 0 ? `The findings are ${labels.join(", ")}` : "It has none";
    throw usageError(
      unknown
        .map((label) => `--accept ${label}: the plan has no such finding. ${there}.`)
        .join("\n"),
    );
  }
  return findings.map((finding) => ({ ...finding, accepted: accepted.includes(labelOf(finding)) }));
}

/** How a finding is accepted. */
export function labelOf({ kind, address }: Finding): string {
  return `${kind}:${address}`;
}
