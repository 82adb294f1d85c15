import type { PolicyProblem } from "../../policies/access/statement-problems.ts";
import type { Problem } from "../problem.ts";

/**
 * Problems of a part of a policy as problems of a setting.
 *
 * @param setting the setting's path
 */
export function toProblems(setting: string, problems: readonly PolicyProblem[]): Problem[] {
  return problems.map(({ path, ...problem }) => ({ ...problem, path: setting + pathText(path) }));
}

/** A path inside of a policy as text, such as `.Statement[0]`. */
export function pathText(path: PolicyProblem["path"]): string {
  return path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
}
