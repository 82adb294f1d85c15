import { textTable } from "../../stacks/text-table.ts";
import { toCommandError } from "../report.ts";
import { NotTried } from "./until-expired.ts";

/** What became of one tag. */
export interface TagResult {
  readonly result: "copied" | "there already" | "would be copied" | "not tried" | "failed";
  readonly digest?: string;
  readonly error?: string;
}

/** A tag with what became of it. */
export interface MirroredTag extends TagResult {
  readonly component: string;
  readonly tag: string;
}

/** The result of a tag whose step threw an error. */
export function toFailure(error: unknown): TagResult {
  if (error instanceof NotTried) return { result: "not tried" };
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
