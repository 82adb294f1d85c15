import {
  accessStatements,
  isEmpty,
  policyOf,
  type RepositoryAccess,
} from "../../policies/access/access-policy.ts";
import type { Grants } from "../../policies/access/grants.ts";
import type { PolicyPlace } from "../../policies/access/policy-place.ts";
import { repeatedSids } from "../../policies/access/policy-problems.ts";
import { statementText } from "../../policies/access/same-repository-policy.ts";
import { policyText } from "../policy-text.ts";
import type { Problem } from "../problem.ts";
import { sizeProblems } from "./access-size.ts";
import { isExpression } from "./grantee.ts";
import { toProblems } from "./policy-paths.ts";

/** Whether there is anything that a repository policy would grant. */
export function grantsAnything(access: RepositoryAccess): boolean {
  const { crossAccountIds, pull, push, openToEveryAwsAccount, policyStatements } = access;
  const lists = crossAccountIds.length + policyStatements.length;
  return lists > 0 || openToEveryAwsAccount || !isEmpty(pull) || !isEmpty(push);
}

/** Access with more grants in it. What it has already is not added again. */
export function withGrants(
  access: RepositoryAccess,
  kind: "pull" | "push",
  more: Grants,
): RepositoryAccess {
  const lists = Object.entries(more).map(([name, list]: [string, readonly unknown[]]) => {
    const all = [...((access[kind] as Record<string, readonly unknown[]>)[name] ?? []), ...list];
    const byText = new Map(all.map((each) => [statementText(each), each]));
    return [name, [...byText.values()]];
  });
  return { ...access, [kind]: { ...access[kind], ...Object.fromEntries(lists) } };
}

/** The repository policy that grants this access, as Terraform's configuration has it. */
export function writtenPolicy(access: RepositoryAccess, place: PolicyPlace): string {
  const arns = [access.pull, access.push].flatMap(({ principalArns = [] }) => principalArns);
  return policyText(policyOf(accessStatements(access, place)), arns.filter(isExpression));
}

/**
 * What is wrong with a repository policy that grants this access.
 *
 * @param path every problem's path begins with it
 */
export function writtenPolicyProblems(
  path: string,
  access: RepositoryAccess,
  place: PolicyPlace,
): Problem[] {
  const statements = accessStatements(access, place).map((statement, index) => ({
    path: [index],
    statement,
  }));
  return [
    ...toProblems(`${path}.repositoryPolicy.Statement`, repeatedSids(statements)),
    ...sizeProblems(access, place, (list) => `${path}.${list.join(".")}`),
  ];
}
