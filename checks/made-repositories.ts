import { ROOT } from "../settings/registry/prefix.ts";
import type { Place } from "./place.ts";
import { cachesIn } from "./written-caches.ts";
import { destinationsOf, replicationsIn } from "./written-replication.ts";
import type { WrittenStack } from "./written-stacks.ts";

/** Repositories that ECR makes in a registry of the app: one, or all below a cache's prefix. */
export interface Made {
  readonly use: "PULL_THROUGH_CACHE" | "REPLICATION";
  readonly place: Place;
  /** A repository's name; below a cache's prefix, such as `quay/*`. */
  readonly name: string;
  /** How a warning calls them. */
  readonly words: string;
}

/** What a cache makes. */
export interface Cached extends Made {
  /** The cache's stack. */
  readonly stack: string;
}

/** Stands for any name below a prefix: no name of a repository has it. */
export const ANY = "*";

/** What the caches of a stack make. */
export function cachedIn(stack: WrittenStack): Cached[] {
  return cachesIn(stack).map(({ place, prefix, upstream }) => ({
    stack: stack.id,
    use: "PULL_THROUGH_CACHE",
    place,
    name: prefix === ROOT ? ANY : `${prefix}/${ANY}`,
    words: `the cache of ${upstream}`,
  }));
}

/** What the replication between the stacks of an app makes, unless it is there. */
export function replicatedIn(stacks: readonly WrittenStack[]): Made[] {
  return replicationsIn(stacks).flatMap((source) =>
    source.repositories.flatMap(({ name }) =>
      destinationsOf(source, name).map((place) => ({
        use: "REPLICATION",
        place,
        name,
        words: `the replication of ${name}`,
      })),
    ),
  );
}
