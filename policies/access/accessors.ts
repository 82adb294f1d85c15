import { type Condition, conditionCovers } from "./condition.ts";
import { type Grant, grantsOf, uncovered } from "./grant.ts";
import { readRepositoryPolicy } from "./repository-policy.ts";

/** Someone whom a repository policy gives access. */
export interface Accessor {
  /** In the form that `principalsIn` returns. */
  readonly principal: string;
  /** What must hold; an empty list always holds. */
  readonly condition: Condition;
}

/** The actions that AWS checks when an image is pulled. Source: ECR, Repository policies. */
export const PULL_NEEDS = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/**
 * The action by which an image comes into a repository. It alone gives an image that is there
 * another tag. Source: ECR, IAM permissions for pushing an image.
 */
export const PUSH_NEEDS = ["ecr:PutImage"];

/**
 * Those whom a repository policy allows all of some actions. Someone is left out only if a Deny
 * without a condition takes an action away. Undefined if a part of the policy cannot be read.
 *
 * @param json the policy
 */
export function accessorsOf(
  json: string,
  actions: readonly string[],
): readonly Accessor[] | undefined {
  const { statements, unreadable } = readRepositoryPolicy(json);
  if (unreadable.length > 0) return undefined;
  const allowed = grantsOf(statements, "Allow");
  const denied = grantsOf(statements, "Deny");
  const principals = [...new Set(allowed.map(({ principal }) => principal))];
  return principals
    .filter((principal) =>
      actions.every((action) => uncovered([wanted(principal, action)], denied).length > 0),
    )
    .flatMap((principal) =>
      conditionsOf(principal, actions, allowed).map((condition) => ({ principal, condition })),
    );
}

/** The conditions under which a principal is allowed all of the actions. */
function conditionsOf(
  principal: string,
  actions: readonly string[],
  allowed: readonly Grant[],
): Condition[] {
  const own = allowed.filter((grant) => grant.principal === principal);
  const isAllowed = (condition: Condition) =>
    actions.every(
      (action) => uncovered([{ ...wanted(principal, action), condition }], allowed).length === 0,
    );
  const conditions = own.map(({ condition }) => condition);
  const alone = conditions.filter(isAllowed);
  if (alone.length > 0) return widest(alone);
  // No statement allows all of the actions, but several may do so together.
  const tests = conditions.flat().map((test) => [JSON.stringify(test), test] as const);
  const together = [...new Map(tests).values()];
  return isAllowed(together) ? [together] : [];
}

/** The conditions that no other of them covers: of equal ones, the first. */
function widest(conditions: readonly Condition[]): Condition[] {
  return conditions.filter(
    (condition, index) =>
      !conditions.some(
        (other, position) =>
          position !== index &&
          conditionCovers(other, condition) &&
          (position < index || !conditionCovers(condition, other)),
      ),
  );
}

function wanted(principal: string, action: string): Grant {
  return { statement: "", principal, action, caseless: action.toLowerCase(), condition: [] };
}
