import { type Grant, grantsOf, uncovered } from "./grant.ts";
import { readRepositoryPolicy } from "./repository-policy.ts";

/** The actions that AWS checks when an image is pulled. Source: ECR, Repository policies. */
const NEEDED = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/**
 * The principals that a repository policy allows to pull, in the form that `principalsIn` returns.
 * A pull that depends on a condition counts as allowed. Undefined if a part of the policy cannot be
 * read.
 *
 * @param json the policy
 */
export function pullingPrincipals(json: string): readonly string[] | undefined {
  const { statements, unreadable } = readRepositoryPolicy(json);
  if (unreadable.length > 0) return undefined;
  const allowed = grantsOf(statements, "Allow").map((grant) => ({ ...grant, condition: [] }));
  const denied = grantsOf(statements, "Deny");
  const principals = [...new Set(allowed.map(({ principal }) => principal))];
  return principals.filter((principal) =>
    NEEDED.map((action) => always(principal, action)).every(
      (grant) => uncovered([grant], allowed).length === 0 && uncovered([grant], denied).length > 0,
    ),
  );
}

function always(principal: string, action: string): Grant {
  return { statement: "", principal, action, caseless: action.toLowerCase(), condition: [] };
}
