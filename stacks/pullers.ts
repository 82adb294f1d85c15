import type { PullGrants } from "../policies/access/grants.ts";
import type { Repository } from "../settings/repository.ts";

/** Who may pull from a repository by its settings, for people: one line for each. */
export function pullersOf({ access, repositoryPolicy }: Repository): string[] {
  if (repositoryPolicy !== undefined) return ["by its repositoryPolicy"];
  const { crossAccountIds, pull, openToEveryAwsAccount, policyStatements } = access;
  const all = [
    ...new Set([...crossAccountIds, ...granted(pull)]),
    ...(openToEveryAwsAccount ? ["every AWS account"] : []),
    ...(policyStatements.length > 0 ? ["by its policyStatements"] : []),
  ];
  return all.length > 0 ? all : ["own account"];
}

function granted(grants: PullGrants): string[] {
  const { accountIds = [], organizationIds = [], organizationPaths = [] } = grants;
  const { principalArns = [], lambdaAccountIds = [], services = [] } = grants;
  return [
    ...accountIds,
    ...principalArns,
    ...organizationIds,
    ...organizationPaths,
    ...lambdaAccountIds.map((id) => `Lambda in ${id}`),
    ...services.map(({ service }) => service),
  ];
}
