import { listWords } from "../../../policies/words.ts";

const SHOWN = 5;

/** Repositories in words: by their names with the patterns, or by the patterns if none is known. */
export function withNames(patterns: readonly string[], names: readonly string[]): string {
  const words = listWords(patterns, "and");
  if (names.length === 0) return words;
  const more = names.length - SHOWN;
  const shown = more > 0 ? [...names.slice(0, SHOWN), `${more} more`] : names;
  return `${listWords(shown, "and")} (${words})`;
}
