import { expect } from "vitest";
import { describeProblem, type Problem } from "../../settings/problem.ts";

/** Problems as users read them. */
export function problemLines(problems: readonly Problem[]): string[] {
  return expectProblemLines(problems.map(describeProblem));
}

/** Each line names the setting, the value, the rule and its source. */
export function expectProblemLines(lines: readonly string[]): string[] {
  for (const line of lines) expect(line).toMatch(/^\S*[^\s.] is .+: must .+ \(.+\)$/s);
  return [...lines];
}
