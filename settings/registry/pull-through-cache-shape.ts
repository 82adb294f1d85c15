import * as z from "zod";
import { ACCOUNT_ID } from "../aws-formats.ts";
import type { PartProblem } from "../parse.ts";
import { matches } from "../predicate.ts";
import * as rule from "../rule.ts";
import { checking, keeping, objectOf, text } from "../shape.ts";
import { prefixShape, ROOT } from "./prefix.ts";
import { loginOf, type PullThroughCache, UPSTREAMS } from "./pull-through-cache.ts";

/** The most pull-through cache rules of a registry. Source: ECR, Service quotas. */
const MAX_CACHES = 50;

/** The longest prefix. Source: ECR API, CreatePullThroughCacheRule. */
const MAX_PREFIX_LENGTH = 30;

const SOURCE = "ECR API, CreatePullThroughCacheRule";

const UPSTREAM_URL = keeping(text, [
  rule.value(
    {
      must: "must be the host of an upstream that ECR can cache: public.ecr.aws, quay.io, registry.k8s.io, registry-1.docker.io (Docker Hub), ghcr.io, registry.gitlab.com, cgr.dev, NAME.azurecr.io or ACCOUNT.dkr.ecr.REGION.amazonaws.com",
      source: SOURCE,
    },
    matches(UPSTREAMS.map(({ host }) => host).join("|")),
  ),
]);

const CREDENTIAL_ARN = keeping(text, [
  rule.value(
    {
      must: "must be the ARN of a secret whose name begins with ecr-pullthroughcache/",
      source: SOURCE,
    },
    matches(
      `arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:${ACCOUNT_ID}:secret:ecr-pullthroughcache/[a-zA-Z0-9/_+=.@-]+`,
    ),
  ),
]);

/** The shape of the ARN of an IAM role. */
export const ROLE_ARN = keeping(text, [
  rule.value(
    {
      must: "must be the ARN of an IAM role, arn:PARTITION:iam::ACCOUNT:role/NAME",
      source: "IAM, Identifiers",
    },
    matches(`arn:aws[a-z-]*:iam::${ACCOUNT_ID}:role/[\\w+=,.@/-]{1,512}`),
  ),
]);

const CACHE = checking(
  objectOf({
    ecrRepositoryPrefix: prefixShape(MAX_PREFIX_LENGTH, SOURCE),
    upstreamRegistryUrl: UPSTREAM_URL,
    upstreamRepositoryPrefix: prefixShape(MAX_PREFIX_LENGTH, SOURCE).optional(),
    credentialArn: CREDENTIAL_ARN.optional(),
    customRoleArn: ROLE_ARN.optional(),
  }) as unknown as z.ZodType<PullThroughCache>,
  (cache) => [...loginProblems(cache), ...upstreamPrefixProblems(cache)],
);

/** The shape of `pullThroughCaches`. */
export const PULL_THROUGH_CACHES = checking(
  z.array(CACHE, "must be a list of objects") as z.ZodType<readonly PullThroughCache[]>,
  (caches) => [
    ...repeatedPrefixes(caches.map(({ ecrRepositoryPrefix: prefix }) => prefix)).map(
      ([index, prefix]): PartProblem => ({
        path: [index, "ecrRepositoryPrefix"],
        value: prefix,
        must: "must be in one rule",
        source: SOURCE,
      }),
    ),
    ...(caches.length > MAX_CACHES
      ? [
          {
            path: [],
            value: `${caches.length} rules`,
            must: `must be at most ${MAX_CACHES} rules`,
            source: "Amazon ECR User Guide, Service quotas",
          } as const,
        ]
      : []),
  ],
);

/** The prefixes that an earlier item of the list has already, with their positions. */
export function repeatedPrefixes(prefixes: readonly string[]): [number, string][] {
  return [...prefixes.entries()].filter(([index, prefix]) => prefixes.indexOf(prefix) < index);
}

function loginProblems(cache: PullThroughCache): PartProblem[] {
  const { upstreamRegistryUrl, credentialArn, customRoleArn } = cache;
  const login = loginOf(upstreamRegistryUrl);
  const problem = (name: string, value: unknown, must: string): PartProblem => ({
    path: [name],
    value,
    must,
    source: "ECR, Pull-through cache rules",
  });
  return [
    ...(login === "secret" && credentialArn === undefined
      ? [
          problem(
            "credentialArn",
            undefined,
            `must be the ARN of a secret: ECR needs a login for ${upstreamRegistryUrl}`,
          ),
        ]
      : []),
    ...(login !== "secret" && credentialArn !== undefined
      ? [
          problem(
            "credentialArn",
            credentialArn,
            `must be left out: ECR takes no secret for ${upstreamRegistryUrl}`,
          ),
        ]
      : []),
    ...(login !== "role" && customRoleArn !== undefined
      ? [
          problem(
            "customRoleArn",
            customRoleArn,
            `must be left out: ${upstreamRegistryUrl} is no registry of ECR`,
          ),
        ]
      : []),
  ];
}

function upstreamPrefixProblems(cache: PullThroughCache): PartProblem[] {
  const { ecrRepositoryPrefix, upstreamRegistryUrl, upstreamRepositoryPrefix: value } = cache;
  if (value === undefined || value === ROOT) return [];
  const problem = (must: string): PartProblem => ({
    path: ["upstreamRepositoryPrefix"],
    value,
    must,
    source: "ECR, Prefixes for ECR to ECR pull-through cache",
  });
  return [
    ...(loginOf(upstreamRegistryUrl) === "role"
      ? []
      : [problem(`must be left out: ${upstreamRegistryUrl} is no registry of ECR`)]),
    ...(ecrRepositoryPrefix === ROOT
      ? [problem(`must be left out if the ecrRepositoryPrefix is ${ROOT}`)]
      : []),
  ];
}
