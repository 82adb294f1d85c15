import type { Problem } from "../settings/problem.ts";
import { ROOT } from "../settings/registry/prefix.ts";
import type { AppWarning } from "./app-warning.ts";
import { byPrefix } from "./by-prefix.ts";
import { cachesIn } from "./written-caches.ts";
import { repositoriesIn } from "./written-repositories.ts";
import type { WrittenStack } from "./written-stacks.ts";

/** No cache is for a repository of an environment: ECR would look upstream for its images. */
export function cacheProblems(stacks: readonly WrittenStack[]): Problem[] {
  return cachedRepositories(stacks)
    .filter(({ cache }) => cache.prefix !== ROOT)
    .map(({ cache, first, more }) => ({
      path: `${cache.stack}.pullThroughCaches`,
      value: cache.prefix,
      must: `must not be the beginning of ${first.name} in ${first.stack}${more}: if an image is missing there, ECR would take it from ${cache.upstream}. Choose another prefix`,
      source: "ECR, Pull-through cache rules",
    }));
}

/** A cache for every name is for the repositories of the environments as well. */
export function cacheWarnings(stacks: readonly WrittenStack[]): AppWarning[] {
  return cachedRepositories(stacks)
    .filter(({ cache }) => cache.prefix === ROOT)
    .map(({ cache, first, more }) => ({
      stack: cache.stack,
      text: `${cache.stack}.pullThroughCaches has the prefix ROOT, which is for ${first.name} of ${first.stack}${more} too: if an image is missing there, ECR takes it from ${cache.upstream}. A prefix of its own avoids that`,
    }));
}

/** The caches that are for repositories of environments: the first of these, and how many more. */
function cachedRepositories(stacks: readonly WrittenStack[]) {
  const caches = stacks.flatMap(cachesIn);
  const cacheOf = byPrefix(caches);
  const repositories = stacks
    .flatMap(repositoriesIn)
    .map((repository) => ({ ...repository, cache: cacheOf(repository.place, repository.name) }));
  return caches.flatMap((cache) => {
    const [first, ...others] = repositories.filter((repository) => repository.cache === cache);
    const more = others.length === 0 ? "" : `, and of ${others.length} more`;
    return first ? [{ cache, first, more }] : [];
  });
}
