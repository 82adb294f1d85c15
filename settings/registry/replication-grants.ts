import type { ReplicationGrant } from "../../policies/registry/replication-statements.ts";
import {
  destinationsOf,
  isSameRegistry,
  prefixesOf,
  type RegistryPlace,
  type ReplicationRule,
} from "./replication.ts";

/**
 * What the registry policy of a destination has to grant for the rules of a source. Within one
 * account it is nothing.
 */
export function replicationGrants(
  accountId: string,
  rules: readonly ReplicationRule[],
  destination: RegistryPlace,
): ReplicationGrant[] {
  if (accountId === destination.accountId) return [];
  return rules
    .filter((rule) =>
      destinationsOf(rule, accountId).some((each) => isSameRegistry(each, destination)),
    )
    .map((rule) => ({
      accountId,
      prefixes: prefixesOf(rule),
      createRepositories: rule.createRepositories ?? false,
    }));
}
