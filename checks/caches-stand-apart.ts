import type { Problem } from "../settings/problem.ts";
import { ROOT } from "../settings/registry/prefix.ts";
import type { AppWarning } from "./app-warning.ts";
import { byPrefix } from "./by-prefix.ts";
import { replicatedIn } from "./made-repositories.ts";
import { cachesIn } from "./written-caches.ts";
import { repositoriesIn } from "./written-repositories.ts";
import type { WrittenStack } from "./written-stacks.ts";

/** No cache is for a repository of the app or a copy of one: ECR would look upstream for images. */
export function cacheProblems(stacks: readonly WrittenStack[]): Problem[] {
  return cachedRepositories(stacks)
    .filter(({ cache }) => cache.prefix !== ROOT)
    .map(({ cache, first, more }) => ({
      path: `${cache.stack}.pullThroughCaches`,
      value: cache.prefix,
      must: `must not be the beginning of ${first}${more === 0 ? "" : `, and of ${more} more`}: if an image is missing there, ECR would take it from ${cache.upstream}. Choose another prefix`,
      source: "ECR, Pull-through cache rules",
    }));
}

/** A cache for every name is for the repositories of the app as well. */
export function cacheWarnings(stacks: readonly WrittenStack[]): AppWarning[] {
  return cachedRepositories(stacks)
    .filter(({ cache }) => cache.prefix === ROOT)
    .map(({ cache, first, more }) => ({
      stack: cache.stack,
      text: `${cache.stack}.pullThroughCaches has the prefix ROOT, which is also for ${first}${more === 0 ? "" : `, and for ${more} more`}: if an image is missing there, ECR takes it from ${cache.upstream}. A prefix of its own avoids that`,
    }));
}

/** The caches that are for repositories of the app: the first of these, and how many more. */
function cachedRepositories(stacks: readonly WrittenStack[]) {
  const caches = stacks.flatMap(cachesIn);
  const cacheOf = byPrefix(caches);
  const own = stacks.flatMap(repositoriesIn).map(({ name, place, stack }) => ({
    name,
    words: `${name} in ${stack}`,
    cache: cacheOf(place, name),
  }));
  const copied = replicatedIn(stacks).map(({ name, place, stack }) => ({
    name,
    words: `${name}, which ${stack} copies here`,
    cache: cacheOf(place, name),
  }));
  return caches.flatMap((cache) => {
    const below = [...own, ...copied].filter((each) => each.cache === cache);
    const [first] = below;
    const more = new Set(below.map(({ name }) => name)).size - 1;
    return first ? [{ cache, first: first.words, more }] : [];
  });
}
