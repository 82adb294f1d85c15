import { listWords } from "../../../policies/words.ts";
import {
  type CopyRule,
  isSameRegistry,
  type RegistryPlace,
} from "../../../settings/registry/replication.ts";
import type { Loss } from "./configuration.ts";
import { withNames } from "./names.ts";

/**
 * What is no longer copied if other rules come in the place of some. What another rule still copies
 * to the same destination is no loss.
 *
 * @param repositories those that are known
 */
export function lostCopies(
  before: readonly CopyRule[],
  after: readonly CopyRule[],
  repositories: readonly string[],
): Loss[] {
  const lost = new Map<string, { prefixes: string[]; kept: string[]; places: string[] }>();
  for (const destination of destinationsIn(before)) {
    const next = prefixesTo(destination, after);
    const prefixes = prefixesTo(destination, before).filter((prefix) => !isCovered(prefix, next));
    const kept = next.filter((prefix) => isCovered(prefix, prefixes));
    const key = JSON.stringify([prefixes, kept]);
    const places = [...(lost.get(key)?.places ?? []), placeWords(destination)];
    if (prefixes.length > 0) lost.set(key, { prefixes, kept, places });
  }
  return [...lost.values()].map(({ prefixes, kept, places }) => {
    const names = repositories.filter(
      (name) => isCovered(name, prefixes) && !isCovered(name, kept),
    );
    const except = kept.length > 0 ? `, except of ${listWords(kept.map(pattern), "and")}` : "";
    const what = withNames(prefixes.map(pattern), names);
    return {
      repositories: prefixes.map(pattern).join(", "),
      words: `No new image of ${what} arrives in ${listWords(places, "and")} any more${except}.`,
    };
  });
}

function destinationsIn(rules: readonly CopyRule[]): RegistryPlace[] {
  const all = rules.flatMap(({ destinations }) => destinations);
  return all.filter((place, index) => index === all.findIndex((one) => isSameRegistry(one, place)));
}

/** The prefixes that are copied to a destination, without those that another one covers. */
function prefixesTo(destination: RegistryPlace, rules: readonly CopyRule[]): string[] {
  const all = rules
    .filter(({ destinations }) => destinations.some((each) => isSameRegistry(each, destination)))
    .flatMap(({ prefixes }) => (prefixes.length > 0 ? prefixes : [""]));
  const different = [...new Set(all)].sort();
  return different.filter(
    (prefix) => !different.some((other) => other !== prefix && prefix.startsWith(other)),
  );
}

function isCovered(text: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => text.startsWith(prefix));
}

function pattern(prefix: string): string {
  return `${prefix}*`;
}

function placeWords({ accountId, region }: RegistryPlace): string {
  return `${accountId} ${region}`;
}
