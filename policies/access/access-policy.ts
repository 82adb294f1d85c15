import { isObject } from "../json.ts";
import { accountArn, allowPull } from "./allow-pull.ts";
import { openStatement, pullStatements, pushStatements } from "./grant-statements.ts";
import type { Grants, PullGrants, PushGrants } from "./grants.ts";
import type { PolicyPlace } from "./policy-place.ts";

/** A statement, as a policy has it. */
export type PolicyStatement = Readonly<Record<string, unknown>>;

/** All that a repository policy grants. */
export interface RepositoryAccess {
  /** The documented accounts that may pull, 12 digits each. */
  readonly crossAccountIds: readonly string[];
  readonly pull: PullGrants;
  readonly push: PushGrants;
  /** Whether every AWS account may pull. */
  readonly openToEveryAwsAccount: boolean;
  readonly policyStatements: readonly object[];
}

/** Access for the repository's own account alone. */
export const NO_ACCESS: RepositoryAccess = {
  crossAccountIds: [],
  pull: {},
  push: {},
  openToEveryAwsAccount: false,
  policyStatements: [],
};

/**
 * The statements of a repository policy, in a fixed order: the documented one, what lets others
 * pull, what lets others push, one's own.
 */
export function accessStatements(
  { crossAccountIds, pull, push, openToEveryAwsAccount, policyStatements }: RepositoryAccess,
  place: PolicyPlace,
): PolicyStatement[] {
  const documented =
    crossAccountIds.length > 0
      ? allowPull(crossAccountIds.map((id) => accountArn(id, place.partition))).Statement
      : [];
  return [
    ...documented,
    ...pullStatements(pull, place),
    ...(openToEveryAwsAccount ? [openStatement()] : []),
    ...pushStatements(push, place),
    ...policyStatements.map(withSortedKeys),
  ] as PolicyStatement[];
}

/** Whether there is no grant in it. */
export function isEmpty(grants: Grants): boolean {
  return Object.values(grants).every((list) => list.length === 0);
}

/** A repository policy of these statements, as JSON. */
export function policyOf(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Statement: statements, Version: "2012-10-17" });
}

/**
 * A value whose keys are sorted, as Terraform's jsonencode writes them: the text of a policy does not
 * depend on how a statement is written.
 */
export function withSortedKeys<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withSortedKeys) as T;
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, withSortedKeys(each)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1))) as T;
}
