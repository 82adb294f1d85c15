import * as z from "zod";
import type { PartProblem } from "../parse.ts";
import { breachesOf, checking, keeping, objectOf, text } from "../shape.ts";
import type { PullThroughCache } from "./pull-through-cache.ts";
import {
  CACHE_COUNT,
  CACHE_PREFIX_RULES,
  CACHE_RELATIONS,
  type CacheRelation,
  CREDENTIAL_RULE,
  ROLE_RULE,
  UPSTREAM_RULE,
} from "./pull-through-cache-rules.ts";

const PREFIX = keeping(text, CACHE_PREFIX_RULES);

/** The shape of the ARN of an IAM role. */
export const ROLE_ARN = keeping(text, [ROLE_RULE]);

const CACHE = checking(
  objectOf({
    ecrRepositoryPrefix: PREFIX,
    upstreamRegistryUrl: keeping(text, [UPSTREAM_RULE]),
    upstreamRepositoryPrefix: PREFIX.optional(),
    credentialArn: keeping(text, [CREDENTIAL_RULE]).optional(),
    customRoleArn: ROLE_ARN.optional(),
  }) as unknown as z.ZodType<PullThroughCache>,
  (cache) =>
    brokenRelations(cache).map(
      ({ setting, must, source }): PartProblem => ({
        path: [setting],
        value: cache[setting],
        must: must(cache.upstreamRegistryUrl),
        source,
      }),
    ),
);

/** What ECR needs for an upstream follows only from one that it can cache. */
function brokenRelations(cache: PullThroughCache): readonly CacheRelation[] {
  if (UPSTREAM_RULE.breaches(cache.upstreamRegistryUrl).length > 0) return [];
  return CACHE_RELATIONS.filter(({ holds }) => !holds(cache));
}

/** The shape of `pullThroughCaches`. */
export const PULL_THROUGH_CACHES = checking(
  z.array(CACHE, "must be a list of objects") as z.ZodType<readonly PullThroughCache[]>,
  (caches) => [
    ...repeatedPrefixes(caches.map(({ ecrRepositoryPrefix: prefix }) => prefix)).map(
      ([index, prefix]): PartProblem => ({
        path: [index, "ecrRepositoryPrefix"],
        value: prefix,
        must: "must be in one rule",
        source: "ECR API, CreatePullThroughCacheRule",
      }),
    ),
    ...breachesOf([CACHE_COUNT], caches),
  ],
);

/** The prefixes that an earlier item of the list has already, with their positions. */
export function repeatedPrefixes(prefixes: readonly string[]): [number, string][] {
  return [...prefixes.entries()].filter(([index, prefix]) => prefixes.indexOf(prefix) < index);
}
