import { type Condition, conditionCovers } from "./condition.ts";
import { EVERYONE } from "./principal.ts";
import type { Statement } from "./repository-policy.ts";

/** One principal and one action of a statement, allowed or denied. */
export interface Grant {
  readonly statement: string;
  readonly principal: string;
  readonly action: string;
  /** The action in lower case: AWS reads it in any. */
  readonly caseless: string;
  readonly condition: Condition;
}

/** The grants of the statements of one effect. */
export function grantsOf(statements: readonly Statement[], effect: Statement["effect"]): Grant[] {
  return statements
    .filter((statement) => statement.effect === effect)
    .flatMap(({ name, principals, actions, condition }) =>
      principals.flatMap((principal) =>
        actions.map((action) => ({
          statement: name,
          principal,
          action,
          caseless: action.toLowerCase(),
          condition,
        })),
      ),
    );
}

/** The grants that no other one certainly covers. */
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

/** Whether the one grant certainly has all that the other has. */
export function covers(wide: Grant, narrow: Grant): boolean {
  return (
    (wide.principal === EVERYONE || wide.principal === narrow.principal) &&
    actionCovers(wide.caseless, narrow.caseless) &&
    conditionCovers(wide.condition, narrow.condition)
  );
}

// The narrow one may have wildcards: what an asterisk stands for, only another one can hold.
function actionCovers(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  if (!/[*?]/.test(wide)) return false;
  const pattern = wide
    .replaceAll(/[^\w*?]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", "[^*]");
  return new RegExp(`^${pattern}$`).test(narrow);
}
