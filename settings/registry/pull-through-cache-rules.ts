import { ACCOUNT_ID } from "../aws-formats.ts";
import { matches } from "../predicate.ts";
import * as rule from "../rule.ts";
import type { Source } from "../sources.ts";
import { prefixRules, ROOT } from "./prefix.ts";
import { loginOf, type PullThroughCache, UPSTREAMS, type Upstream } from "./pull-through-cache.ts";

const SOURCE = "ECR API, CreatePullThroughCacheRule";

/** The most pull-through cache rules of a registry. Source: ECR, Service quotas. */
const MAX_CACHES = 50;

/** The longest prefix. Source: ECR API, CreatePullThroughCacheRule. */
const MAX_PREFIX_LENGTH = 30;

export const CACHE_COUNT = rule.count(
  { must: `must be at most ${MAX_CACHES} rules`, source: "Amazon ECR User Guide, Service quotas" },
  "rules",
  0,
  MAX_CACHES,
);

/** Rules for the prefix of a cache, here and upstream. */
export const CACHE_PREFIX_RULES = prefixRules(MAX_PREFIX_LENGTH, SOURCE);

export const UPSTREAM_RULE = rule.value(
  {
    must: "must be the host of an upstream that ECR can cache: public.ecr.aws, quay.io, registry.k8s.io, registry-1.docker.io (Docker Hub), ghcr.io, registry.gitlab.com, cgr.dev, NAME.azurecr.io or ACCOUNT.dkr.ecr.REGION.amazonaws.com",
    source: SOURCE,
  },
  matches(UPSTREAMS.map(({ host }) => host).join("|")),
);

export const CREDENTIAL_RULE = rule.value(
  {
    must: "must be the ARN of a secret whose name begins with ecr-pullthroughcache/",
    source: SOURCE,
  },
  matches(
    `arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:${ACCOUNT_ID}:secret:ecr-pullthroughcache/[a-zA-Z0-9/_+=.@-]+`,
  ),
);

export const ROLE_RULE = rule.value(
  {
    must: "must be the ARN of an IAM role, arn:PARTITION:iam::ACCOUNT:role/NAME",
    source: "IAM, Identifiers",
  },
  matches(`arn:aws[a-z-]*:iam::${ACCOUNT_ID}:role/[\\w+=,.@/-]{1,512}`),
);

/** A rule between the settings of a cache, which TypeScript and Terraform both check. */
export interface CacheRelation {
  /** The setting that breaks it. */
  readonly setting: "credentialArn" | "customRoleArn" | "upstreamRepositoryPrefix";
  /** The rule in words, to follow the setting. */
  must(upstreamRegistryUrl: string): string;
  readonly source: Source;
  holds(cache: PullThroughCache): boolean;
  /**
   * The rule as a Terraform condition.
   *
   * @param cache an object with the settings under their Terraform names, null if they are not set
   * @param prefix the cache's `ecrRepositoryPrefix`
   */
  condition(cache: string, prefix: string): string;
}

const LOGIN = "ECR, Pull-through cache rules";
const UPSTREAM_PREFIX = "ECR, Prefixes for ECR to ECR pull-through cache";

export const CACHE_RELATIONS: readonly CacheRelation[] = [
  {
    setting: "credentialArn",
    must: (url) => `must be the ARN of a secret: ECR needs a login for ${url}`,
    source: LOGIN,
    holds: ({ upstreamRegistryUrl: url, credentialArn }) =>
      loginOf(url) !== "secret" || credentialArn !== undefined,
    condition: (cache) => `!${hasLogin("secret", cache)} || ${cache}.credential_arn != null`,
  },
  {
    setting: "credentialArn",
    must: (url) => `must be left out: ECR takes no secret for ${url}`,
    source: LOGIN,
    holds: ({ upstreamRegistryUrl: url, credentialArn }) =>
      loginOf(url) === "secret" || credentialArn === undefined,
    condition: (cache) => `${hasLogin("secret", cache)} || ${cache}.credential_arn == null`,
  },
  {
    setting: "customRoleArn",
    must: (url) => `must be left out: ${url} is no registry of ECR`,
    source: LOGIN,
    holds: ({ upstreamRegistryUrl: url, customRoleArn }) =>
      loginOf(url) === "role" || customRoleArn === undefined,
    condition: (cache) => `${hasLogin("role", cache)} || ${cache}.custom_role_arn == null`,
  },
  {
    setting: "upstreamRepositoryPrefix",
    must: (url) => `must be left out: ${url} is no registry of ECR`,
    source: UPSTREAM_PREFIX,
    holds: ({ upstreamRegistryUrl: url, upstreamRepositoryPrefix: prefix = ROOT }) =>
      loginOf(url) === "role" || prefix === ROOT,
    condition: (cache) => `${hasLogin("role", cache)} || ${isRoot(cache)}`,
  },
  {
    setting: "upstreamRepositoryPrefix",
    must: () => `must be left out if the cache's prefix is ${ROOT}`,
    source: UPSTREAM_PREFIX,
    holds: ({ ecrRepositoryPrefix, upstreamRepositoryPrefix: prefix = ROOT }) =>
      ecrRepositoryPrefix !== ROOT || prefix === ROOT,
    condition: (cache, prefix) => `${prefix} != "${ROOT}" || ${isRoot(cache)}`,
  },
];

/** Whether ECR logs in to the upstream of a cache so, as a Terraform expression. */
export function hasLogin(login: Upstream["login"], cache: string): string {
  const hosts = UPSTREAMS.filter((upstream) => upstream.login === login).map(({ host }) => host);
  return matches(hosts.join("|")).hcl(`${cache}.upstream_registry_url`);
}

function isRoot(cache: string): string {
  const prefix = `${cache}.upstream_repository_prefix`;
  return `coalesce(${prefix}, "${ROOT}") == "${ROOT}"`;
}
