import { type Condition, conditionCovers } from "./condition.ts";
import { EVERYONE } from "./principal.ts";
import type { Statement } from "./repository-policy.ts";
import { patternCovers } from "./wildcard.ts";

/** One principal, one action and one resource of a statement, allowed or denied. */
export interface Grant {
  readonly statement: string;
  readonly principal: string;
  readonly action: string;
  /** The action in lower case: AWS ignores case. */
  readonly caseless: string;
  /** `*` in a repository policy. */
  readonly resource: string;
  readonly condition: Condition;
}

/** The grants of the statements of one effect. */
export function grantsOf(statements: readonly Statement[], effect: Statement["effect"]): Grant[] {
  return statements
    .filter((statement) => statement.effect === effect)
    .flatMap(({ name, principals, actions, resources, condition }) =>
      principals.flatMap((principal) =>
        actions.flatMap((action) =>
          resources.map((resource) => ({
            statement: name,
            principal,
            action,
            caseless: action.toLowerCase(),
            resource,
            condition,
          })),
        ),
      ),
    );
}

/** The grants that none of the others certainly covers. */
export function uncovered(grants: readonly Grant[], others: readonly Grant[]): Grant[] {
  const byPrincipal = new Map<string, Grant[]>();
  for (const other of others) {
    const same = byPrincipal.get(other.principal);
    if (same === undefined) byPrincipal.set(other.principal, [other]);
    else same.push(other);
  }
  return grants.filter(
    (grant) =>
      ![grant.principal, EVERYONE]
        .flatMap((principal) => byPrincipal.get(principal) ?? [])
        .some((other) => covers(other, grant)),
  );
}

/** Whether `wide` certainly includes all of `narrow`. */
export function covers(wide: Grant, narrow: Grant): boolean {
  return (
    (wide.principal === EVERYONE || wide.principal === narrow.principal) &&
    patternCovers(wide.caseless, narrow.caseless) &&
    patternCovers(wide.resource, narrow.resource) &&
    conditionCovers(wide.condition, narrow.condition)
  );
}
