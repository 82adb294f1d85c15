import type { ReplicationGrant } from "../../policies/registry/replication-statements.ts";
import { isSameRegistry, type RegistryPlace, type ResolvedRule } from "./replication.ts";

/**
 * What the registry policy of a destination has to grant for the rules of a source. Within one
 * account it is nothing.
 *
 * @param accountId the source's account
 */
export function replicationGrants(
  accountId: string,
  rules: readonly ResolvedRule[],
  destination: RegistryPlace,
): ReplicationGrant[] {
  if (accountId === destination.accountId) return [];
  return rules
    .filter(({ destinations }) => destinations.some((each) => isSameRegistry(each, destination)))
    .map(({ prefixes, createRepositories }) => ({ accountId, prefixes, createRepositories }));
}
