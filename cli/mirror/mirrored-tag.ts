import { textTable } from "../../stacks/text-table.ts";
import { isStopped } from "../ecr/until-expired.ts";
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

/** A tag with what became of it. */
export interface MirroredTag extends TagResult {
  readonly component: string;
  readonly tag: string;
}

/** The result of a tag that was to be compared or copied when an error came. */
export function toFailure(error: unknown): TagResult {
  if (isStopped(error)) return { result: "not tried" };
  return { result: "failed", error: toCommandError(error).message };
}

/** The results for people. */
export function describe(results: readonly MirroredTag[]): string {
  const rows = results.map(({ component, tag, result, digest }) => [
    `${component}:${tag}`,
    result,
    digest ?? "",
  ]);
  const errors = results.flatMap(({ component, tag, error }) =>
    error ? [`${component}:${tag}: ${error}`] : [],
  );
  return [textTable([["Image", "Result", "Digest"], ...rows]), ...errors].join("\n");
}

/** How many tags have each result, for people. */
export function count(results: readonly MirroredTag[]): string {
  const counts = new Map<string, number>();
  for (const { result } of results) counts.set(result, (counts.get(result) ?? 0) + 1);
  const parts = [...counts].map(([result, number]) => `${number} ${result}`);
  return `${results.length} tags: ${parts.join(", ")}.`;
}
