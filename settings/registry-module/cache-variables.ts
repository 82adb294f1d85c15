import { hcl } from "../hcl.ts";
import type { ModuleVariable } from "../module-variable.ts";
import {
  CACHE_COUNT,
  CACHE_PREFIX_RULES,
  CREDENTIAL_RULE,
  ROLE_RULE,
  UPSTREAM_RULE,
} from "../registry/pull-through-cache-rules.ts";
import { ofEach, type Validation } from "../rule.ts";

/** The keys of a cache; the first one is required. */
export const CACHE_KEYS = [
  "upstream_registry_url",
  "upstream_repository_prefix",
  "credential_arn",
  "custom_role_arn",
] as const;

const prefixesOf = (caches: string) => `keys(${caches})`;
const upstreamsOf = (caches: string) =>
  `[for cache in values(${caches}) : lookup(cache, "upstream_registry_url", null)]`;

/** Rules for a key of the caches, if it is set. */
function ofKey(key: (typeof CACHE_KEYS)[number], rules: readonly Validation[]): Validation[] {
  const set = (caches: string) =>
    `[for cache in values(${caches}) : cache["${key}"] if lookup(cache, "${key}", null) != null]`;
  return rules.map((rule) => ofEach(rule, `each ${key}`, set));
}

const KNOWN_KEYS: Validation = {
  about: "each",
  must: `must have no keys but ${CACHE_KEYS.join(", ")}`,
  source: "Registry, Pull-through caches",
  condition: (caches) =>
    `try(alltrue([for cache in values(${caches}) : length(setsubtract(keys(cache), ${hcl(CACHE_KEYS)})) == 0]), false)`,
};

export const CACHE_VARIABLES: Readonly<Record<string, ModuleVariable>> = {
  pullThroughCacheRules: {
    type: "map(map(string))",
    default: {},
    description: `Pull-through caches by the prefix of their repositories here. Each has upstream_registry_url and, if the upstream needs it, ${CACHE_KEYS.slice(1).join(", ")}.`,
    rules: [
      CACHE_COUNT,
      KNOWN_KEYS,
      ...CACHE_PREFIX_RULES.map((rule) => ofEach(rule, "each key", prefixesOf)),
      ofEach(UPSTREAM_RULE, "each upstream_registry_url", upstreamsOf),
      ...ofKey("upstream_repository_prefix", CACHE_PREFIX_RULES),
      ...ofKey("credential_arn", [CREDENTIAL_RULE]),
      ...ofKey("custom_role_arn", [ROLE_RULE]),
    ],
  },
};
