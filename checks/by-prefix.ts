import { prefixesOf } from "../settings/registry/prefix.ts";
import { groupedBy } from "./grouped-by.ts";
import { mayBeOne, type Place } from "./place.ts";

/** What a registry has for a prefix. */
interface OfPrefix {
  readonly place: Place;
  readonly prefix: string;
}

/**
 * Finds which of these is for a repository: of those in its registry, the one with the longest
 * prefix; undefined if there is none.
 */
export type FindByPrefix<T> = (place: Place, repository: string) => T | undefined;

/** An index of what registries have for prefixes. */
export function byPrefix<T extends OfPrefix>(all: readonly T[]): FindByPrefix<T> {
  const ofPrefix = groupedBy(all, ({ prefix }) => prefix);
  return (place, repository) => {
    for (const prefix of prefixesOf(repository)) {
      const found = ofPrefix.get(prefix)?.find((each) => mayBeOne(each.place, place));
      if (found) return found;
    }
    return undefined;
  };
}
