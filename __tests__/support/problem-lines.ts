import { expect } from "vitest";
import { describeProblem, type Problem } from "../../settings/problem.ts";

/** Problems as users read them. Each names the setting, the value, the rule and its source. */
export function problemLines(problems: readonly Problem[]): string[] {
  const lines = problems.map(describeProblem);
  for (const line of lines) expect(line).toMatch(/^\S*[^\s.] is .+: must .+ \(.+\)$/s);
  return lines;
}
