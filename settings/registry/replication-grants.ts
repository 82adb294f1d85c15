import type { ReplicationGrant } from "../../policies/registry/replication-statements.ts";
import { ROOT } from "./prefix.ts";
import { isSameRegistry, type RegistryPlace, type ResolvedRule } from "./replication.ts";

/** A registry that is copied to, with what it makes repositories by. */
export interface GrantingRegistry extends RegistryPlace {
  readonly creationTemplates: readonly {
    readonly prefix: string;
    readonly appliedFor: readonly string[];
  }[];
}

/**
 * What the registry policy of a destination has to grant for the rules of a source. Within one
 * account it is nothing. A creation template for replication means that ECR is to make the
 * repositories below its prefix.
 *
 * @param accountId the source's account
 */
export function replicationGrants(
  accountId: string,
  rules: readonly ResolvedRule[],
  destination: GrantingRegistry,
): ReplicationGrant[] {
  if (accountId === destination.accountId) return [];
  const made = destination.creationTemplates
    .filter(({ appliedFor }) => appliedFor.includes("REPLICATION"))
    .map(({ prefix }) => (prefix === ROOT ? "" : `${prefix}/`));
  return rules
    .filter(({ destinations }) => destinations.some((each) => isSameRegistry(each, destination)))
    .flatMap(({ prefixes, createRepositories }) => {
      const copied = { accountId, prefixes, createRepositories };
      const created = (prefixes.length > 0 ? prefixes : [""]).flatMap((prefix) =>
        made.flatMap((template) => narrower(prefix, template)),
      );
      if (createRepositories || created.length === 0) return [copied];
      return [copied, { accountId, prefixes: created, createRepositories: true }];
    });
}

/** The longer of two prefixes, if it begins with the other. */
function narrower(one: string, other: string): string[] {
  if (one.startsWith(other)) return [one];
  return other.startsWith(one) ? [other] : [];
}
