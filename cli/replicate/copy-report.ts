import { count, describe, exitCodeOf, isLeft } from "../copying/tag-result.ts";
import type { Report } from "../report.ts";
import type { CopyResult } from "./target.ts";

/**
 * Reports what was copied. People are not shown what was there already.
 *
 * @param tool name of the program that copies
 * @param reason why some of it was left
 */
export function reportCopies(
  stack: string,
  tool: string,
  results: readonly CopyResult[],
  reason: string | undefined,
): Report {
  const error = results.some(isLeft) ? reason : undefined;
  const shown = results.filter(({ result }) => result !== "there already");
  return {
    data: {
      stack,
      tool,
      images: results.map(({ tag = null, ...result }) => ({ ...result, tag })),
      ...(error ? { error } : {}),
    },
    text: [
      ...(shown.length > 0
        ? [describe(shown.map((each) => ({ ...each, name: nameOf(each) })))]
        : []),
      ...(error ? [error] : []),
      results.length > 0 ? count(results) : "There is no image to copy.",
      ...(error ? ["Run it again to do the rest."] : []),
    ].join("\n"),
    exitCode: exitCodeOf(results),
  };
}

function nameOf({ to, repository, tag, digest }: CopyResult): string {
  const image = tag === undefined ? (digest ? `@${digest.slice(0, 19)}` : "") : `:${tag}`;
  return `${repository}${image} in ${to}`;
}
