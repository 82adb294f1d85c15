import type { WrittenStack } from "./written-stacks.ts";

/** Where the resources of a provider are. */
export interface Place {
  readonly region: unknown;
  /** The accounts that the provider accepts; an empty list accepts any. */
  readonly accountIds: readonly string[];
}

/**
 * Where a resource of a stack is.
 *
 * @param reference the provider that it names, such as `aws.replica`
 */
export function placeOf({ json: { provider } }: WrittenStack, reference?: string): Place {
  const alias = reference?.replace("aws.", "");
  const { region, allowed_account_ids: accountIds } =
    provider?.aws?.find((candidate) => candidate.alias === alias) ?? {};
  return { region, accountIds: accountIds ?? [] };
}

/** Whether two places may be one: the region is the same, and the account is not known to differ. */
export function mayBeOne(one: Place, other: Place): boolean {
  return (
    one.region === other.region &&
    (one.accountIds.length === 0 ||
      other.accountIds.length === 0 ||
      one.accountIds.some((id) => other.accountIds.includes(id)))
  );
}
