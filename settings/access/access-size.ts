import type { RepositoryAccess } from "../../policies/access/access-policy.ts";
import { MAX_REPOSITORY_POLICY_LENGTH } from "../../policies/access/allow-pull.ts";
import { overflowOf } from "../../policies/access/longest-list.ts";
import type { PolicyPlace } from "../../policies/access/policy-place.ts";
import type { Problem } from "../problem.ts";

/**
 * The problem of access that makes a repository policy too long, and how much of it would fit.
 *
 * @param pathOf the path of a list, such as `["pull", "principalArns"]`
 */
export function sizeProblems(
  access: RepositoryAccess,
  place: PolicyPlace,
  pathOf: (list: readonly string[]) => string,
): Problem[] {
  const overflow = overflowOf(access, place);
  if (overflow === undefined) return [];
  const { length, list, entries, most } = overflow;
  return [
    {
      path: pathOf(list),
      value: `${entries} entries`,
      must: `must be at most ${most} entries of these lengths beside the other grants, so that the repository policy is at most ${MAX_REPOSITORY_POLICY_LENGTH} characters, not ${length}`,
      source: "ECR API, SetRepositoryPolicy",
    },
  ];
}
