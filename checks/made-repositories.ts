import { ROOT } from "../settings/registry/prefix.ts";
import type { Place } from "./place.ts";
import { cachesIn } from "./written-caches.ts";
import { destinationsOf, replicationsIn } from "./written-replication.ts";
import type { WrittenStack } from "./written-stacks.ts";

/** Repositories that ECR makes in a registry of the app: one, or all below a cache's prefix. */
export interface Made {
  /** The stack with the cache or the replication. */
  readonly stack: string;
  readonly use: "PULL_THROUGH_CACHE" | "REPLICATION";
  readonly place: Place;
  /** A repository's name; below a cache's prefix, any name. */
  readonly name: string;
  /** How a warning calls them. */
  readonly words: string;
}

/** Stands for any name below a prefix: no name of a repository has it. */
const ANY = "*";

/** The repositories that ECR makes for the caches of a stack. */
export function cachedIn(stack: WrittenStack): Made[] {
  return cachesIn(stack).map(({ place, prefix, upstream }) => ({
    stack: stack.id,
    use: "PULL_THROUGH_CACHE",
    place,
    name: prefix === ROOT ? ANY : `${prefix}/${ANY}`,
    words: `the cache ${prefix} of ${upstream}`,
  }));
}

/** The repositories that are copied: ECR makes those that do not exist. */
export function replicatedIn(stacks: readonly WrittenStack[]): Made[] {
  return replicationsIn(stacks).flatMap((source) =>
    source.repositories.flatMap(({ name }) =>
      destinationsOf(source, name).map((place) => ({
        stack: source.stack,
        use: "REPLICATION" as const,
        place,
        name,
        words: `the replication of ${name}`,
      })),
    ),
  );
}

/** The repositories that ECR makes in the registries of the app. */
export function madeIn(stacks: readonly WrittenStack[]): Made[] {
  return [...stacks.flatMap(cachedIn), ...replicatedIn(stacks)];
}

/** Whether all repositories below a prefix are among them, by a cache. */
export function isCached(made: Made, prefix: string): boolean {
  return belowCache(made).some((below) => `${prefix}/`.startsWith(below));
}

/** Whether a repository with a name that begins so may be among them, by a cache. */
export function mayBeCached(made: Made, start: string): boolean {
  return belowCache(made).some((below) => start.startsWith(below) || below.startsWith(start));
}

/** What the names of a cache's repositories begin with. */
function belowCache({ name }: Made): string[] {
  return name.endsWith(ANY) ? [name.slice(0, -ANY.length)] : [];
}
