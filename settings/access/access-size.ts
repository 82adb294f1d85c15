import type { RepositoryAccess } from "../../policies/access/access-policy.ts";
import { MAX_REPOSITORY_POLICY_LENGTH } from "../../policies/access/allow-pull.ts";
import { type Overflow, overflowOf } from "../../policies/access/longest-list.ts";
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
  const { length, list, entries, statement } = overflow;
  return [
    {
      path: statement ? `${pathOf(list)}[0]` : pathOf(list),
      value: statement ? `${statement.length} characters` : counted(entries),
      must: `must be ${mostOf(overflow)}, so that the repository policy is at most ${MAX_REPOSITORY_POLICY_LENGTH} characters, not ${length}`,
      source: "ECR API, SetRepositoryPolicy",
    },
  ];
}

function mostOf({ most, statement }: Overflow): string {
  if (statement) return `at most ${statement.most} characters beside the other grants`;
  if (most === 0) return "left out, or the other grants be fewer";
  return `at most ${counted(most)} of these lengths beside the other grants`;
}

function counted(entries: number): string {
  return entries === 1 ? "1 entry" : `${entries} entries`;
}
