import type { PolicyStatement } from "../access/access-policy.ts";
import { accountArn } from "../access/allow-pull.ts";

/** What a registry lets another account's registry do. */
export interface ReplicationGrant {
  /** The account that is copied from, 12 digits. */
  readonly accountId: string;
  /** The beginnings of the repositories' names; an empty list stands for every repository. */
  readonly prefixes: readonly string[];
  /** Whether it may create repositories, besides copying images into them. */
  readonly createRepositories: boolean;
}

/** Where a registry is. */
export interface RegistryOfPolicy {
  readonly partition: string;
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
}

/**
 * The statements of a registry policy that let other accounts copy images into the registry: for
 * each account, those repositories alone. Source: ECR, Private registry permissions.
 */
export function replicationStatements(
  grants: readonly ReplicationGrant[],
  registry: RegistryOfPolicy,
): PolicyStatement[] {
  const accountIds = [...new Set(grants.map(({ accountId }) => accountId))].sort();
  return accountIds.flatMap((accountId) => {
    const own = grants.filter((grant) => grant.accountId === accountId);
    const create = prefixesIn(own.filter((grant) => grant.createRepositories));
    const copy = prefixesIn(own).filter((prefix) => !isCovered(prefix, create));
    return [
      ...(copy.length > 0 ? [statement(accountId, copy, false, registry)] : []),
      ...(create.length > 0 ? [statement(accountId, create, true, registry)] : []),
    ];
  });
}

function statement(
  accountId: string,
  prefixes: readonly string[],
  createRepositories: boolean,
  registry: RegistryOfPolicy,
): PolicyStatement {
  const { partition, region } = registry;
  const repositories = `arn:${partition}:ecr:${region}:${registry.accountId}:repository/`;
  return {
    Action: [...(createRepositories ? ["ecr:CreateRepository"] : []), "ecr:ReplicateImage"],
    Effect: "Allow",
    Principal: { AWS: accountArn(accountId, partition) },
    Resource: prefixes.map((prefix) => `${repositories}${prefix}*`),
    Sid: `AllowReplication${createRepositories ? "AndCreation" : ""}From${accountId}`,
  };
}

/** The prefixes of grants, sorted, without those that another one covers. */
function prefixesIn(grants: readonly ReplicationGrant[]): string[] {
  const all = grants.flatMap(({ prefixes }) => (prefixes.length > 0 ? prefixes : [""]));
  const different = [...new Set(all)].sort();
  return different.filter(
    (prefix) =>
      !isCovered(
        prefix,
        different.filter((other) => other !== prefix),
      ),
  );
}

function isCovered(prefix: string, others: readonly string[]): boolean {
  return others.some((other) => prefix.startsWith(other));
}
