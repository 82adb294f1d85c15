import { type Condition, conditionCovers } from "./condition.ts";
import { type Grant, grantsOf, uncovered } from "./grant.ts";
import { EVERYONE } from "./principal.ts";
import { readRepositoryPolicy } from "./repository-policy.ts";
import { patternCovers } from "./wildcard.ts";

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
  const conditionsFor = (who: string) =>
    allowed
      .filter((grant) => grant.principal === who && allowsAny(grant, actions))
      .map(({ condition }) => condition);
  const isAllowed = (who: string, condition: Condition) =>
    actions.every(
      (action) => uncovered([{ ...wanted(who, action), condition }], allowed).length === 0,
    );
  const own = conditionsFor(principal);
  const alone = own.filter((condition) => isAllowed(principal, condition));
  if (alone.length > 0 || own.length === 0) return widest(alone);
  // No statement allows all of the actions, but several may do so together, also with what
  // everyone is allowed.
  const tests = [...own, ...conditionsFor(EVERYONE)].flat();
  const together = [...new Map(tests.map((test) => [JSON.stringify(test), test])).values()];
  return isAllowed(principal, together) ? [together] : [];
}

function allowsAny({ caseless }: Grant, actions: readonly string[]): boolean {
  return actions.some((action) => patternCovers(caseless, action.toLowerCase()));
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
  const caseless = action.toLowerCase();
  return { statement: "", principal, action, caseless, resource: "*", condition: [] };
}
