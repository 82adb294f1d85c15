import { relationsOf } from "../check-settings.ts";
import { partitionOf } from "../partition.ts";
import type { Problem } from "../problem.ts";
import { ecrUpstream, type PullThroughCache } from "./pull-through-cache.ts";
import type { CompleteRegistrySettings } from "./registry-settings.ts";
import { isSameRegistry, type RegistryPlace } from "./replication.ts";

/** The secrets and roles of the caches are where ECR needs them. */
export const cachesFitThePlace = relationsOf<CompleteRegistrySettings>()(
  ["region", "accountId", "pullThroughCaches"],
  ({ pullThroughCaches, region, accountId }) =>
    pullThroughCaches.flatMap((cache, index) => {
      const place = { region, accountId };
      const path = `pullThroughCaches[${index}]`;
      return [
        ...secretProblems(path, cache, place),
        ...roleProblems(path, cache.customRoleArn, place),
        ...upstreamProblems(path, cache, place),
      ];
    }),
);

function secretProblems(
  path: string,
  { credentialArn }: PullThroughCache,
  { region, accountId }: RegistryPlace,
): Problem[] {
  if (credentialArn === undefined) return [];
  const arn = `arn:${partitionOf(region)}:secretsmanager:${region}:${accountId}:`;
  if (credentialArn.startsWith(arn)) return [];
  return [
    {
      path: `${path}.credentialArn`,
      value: credentialArn,
      must: `must be of the registry's account and region, ${arn}…`,
      source: "ECR, Pull-through cache rules",
    },
  ];
}

/** What is wrong with where a role is that ECR is to take. */
export function roleProblems(
  path: string,
  customRoleArn: string | undefined,
  { accountId, region }: RegistryPlace,
): Problem[] {
  const arn = `arn:${partitionOf(region)}:iam::${accountId}:role/`;
  if (customRoleArn === undefined || customRoleArn.startsWith(arn)) return [];
  return [
    {
      path: `${path}.customRoleArn`,
      value: customRoleArn,
      must: `must be a role of the registry's account, ${arn}…`,
      source: "IAM, Passing a role to a service",
    },
  ];
}

function upstreamProblems(
  path: string,
  { upstreamRegistryUrl: value, customRoleArn }: PullThroughCache,
  place: RegistryPlace,
): Problem[] {
  const upstream = ecrUpstream(value);
  if (upstream === undefined) return [];
  const source = "ECR, Pull-through cache rules";
  const partition = partitionOf(place.region);
  const suffix = partition === "aws-cn" ? ".amazonaws.com.cn" : ".amazonaws.com";
  if (partitionOf(upstream.region) !== partition || !value.endsWith(suffix)) {
    const must = `must be a registry in the partition of this one, ${partition}: ACCOUNT.dkr.ecr.REGION${suffix}`;
    return [{ path: `${path}.upstreamRegistryUrl`, value, must, source }];
  }
  if (isSameRegistry(upstream, place)) {
    const must = "must not be the registry itself";
    return [{ path: `${path}.upstreamRegistryUrl`, value, must, source }];
  }
  if (upstream.accountId === place.accountId || customRoleArn !== undefined) return [];
  const must = `must be the ARN of an IAM role: ECR needs one to pull from account ${upstream.accountId}`;
  return [{ path: `${path}.customRoleArn`, value: undefined, must, source }];
}
