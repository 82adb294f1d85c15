import { textTable } from "../../stacks/summary/text-table.ts";
import { EXIT } from "../command-error.ts";
import { isStopped } from "../ecr/until-expired.ts";
import { exitCodeOfSignal } from "../interruption.ts";
import { toCommandError } from "../report.ts";

/** What became of one tag. */
export interface TagResult {
  readonly result:
    | "copied"
    | "there already"
    | "would be copied"
    | "interrupted"
    | "not tried"
    | "failed";
  readonly digest?: string;
  readonly error?: string;
}

/** What became of a tag that people know by this name. */
export interface NamedResult extends TagResult {
  readonly name: string;
}

/** The result of a tag that was to be compared or copied when an error came. */
export function toFailure(error: unknown): TagResult {
  if (isStopped(error)) return { result: "not tried" };
  return { result: "failed", error: toCommandError(error).message };
}

/** The results for people. */
export function describe(results: readonly NamedResult[]): string {
  const rows = results.map(({ name, result, digest }) => [name, result, digest ?? ""]);
  const errors = results.flatMap(({ name, error }) => (error ? [`${name}: ${error}`] : []));
  return [textTable([["Image", "Result", "Digest"], ...rows]), ...errors].join("\n");
}

/** How many tags have each result, for people. */
export function count(results: readonly TagResult[]): string {
  const counts = new Map<string, number>();
  for (const { result } of results) counts.set(result, (counts.get(result) ?? 0) + 1);
  const parts = [...counts].map(([result, number]) => `${number} ${result}`);
  return `${results.length} tags: ${parts.join(", ")}.`;
}

/** Whether another run has to do it: a signal came before, or the credentials had expired. */
export function isLeft({ result }: TagResult): boolean {
  return result === "interrupted" || result === "not tried";
}

/** The exit code of a command that copies. */
export function exitCodeOf(results: readonly TagResult[]): number {
  if (results.some(isLeft)) return exitCodeOfSignal() ?? EXIT.refused;
  return results.some(({ result }) => result === "failed") ? EXIT.refused : EXIT.done;
}
