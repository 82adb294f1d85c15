import { isEmpty, type RepositoryAccess } from "../policies/access/access-policy.ts";
import { grantedBy } from "./access/repository-access.ts";
import { relationsOf } from "./check-settings.ts";
import type { CompleteEnvironmentSettings } from "./environment-settings.ts";
import { lifecycleOf } from "./lifecycle/lifecycle.ts";
import type { Problem } from "./problem.ts";
import { pathOf } from "./repository-path.ts";
import type { RepositorySettings } from "./repository-settings.ts";

const relation = relationsOf<CompleteEnvironmentSettings>();

const unmanagedLifecyclePolicies = relation(
  ["repositories", "createThirdpartyRepos", "maxImageCount", "lifecycleRules"],
  ({ repositories, createThirdpartyRepos, ...settings }) =>
    repositories
      .filter(
        ({ lifecyclePolicy, shared }) =>
          lifecyclePolicy === "unmanaged" && (!shared || createThirdpartyRepos),
      )
      .flatMap((repository) => {
        const { maxImageCount, lifecycleRules } = lifecycleOf(repository, settings);
        if (maxImageCount === 0 && lifecycleRules.length === 0) return [];
        return unmanagedProblem(repository, "lifecyclePolicy", {
          rival:
            maxImageCount > 0 ? `a maxImageCount of ${maxImageCount}` : "rules in lifecycleRules",
          wayOut: maxImageCount > 0 ? "maxImageCount: 0" : "lifecycleRules: []",
        });
      }),
);

const unmanagedRepositoryPolicies = relation(
  [
    "repositories",
    "createThirdpartyRepos",
    "enableCrossAccountAccess",
    "crossAccountIds",
    "pull",
    "push",
    "policyStatements",
  ],
  ({ repositories, createThirdpartyRepos, ...environment }) =>
    repositories
      .filter(
        ({ repositoryPolicy, shared }) =>
          repositoryPolicy === "unmanaged" && (!shared || createThirdpartyRepos),
      )
      .flatMap((repository) =>
        rivalsOf(grantedBy(repository, environment)).flatMap((rival) =>
          unmanagedProblem(repository, "repositoryPolicy", rival),
        ),
      ),
);

interface Rival {
  readonly rival: string;
  readonly wayOut: string;
}

// What would put a repository policy, and how a repository turns it off.
function rivalsOf(access: RepositoryAccess): Rival[] {
  const { crossAccountIds, pull, push, policyStatements, openToEveryAwsAccount } = access;
  const rivals: [isSet: boolean, rival: string, wayOut: string][] = [
    [crossAccountIds.length > 0, "accounts in crossAccountIds", "crossAccountIds: []"],
    [!isEmpty(pull), "grants in pull", "pull: {}"],
    [!isEmpty(push), "grants in push", "push: {}"],
    [policyStatements.length > 0, "policyStatements", "policyStatements: []"],
    [openToEveryAwsAccount, "openToEveryAwsAccount", "openToEveryAwsAccount: false"],
  ];
  return rivals.flatMap(([isSet, rival, wayOut]) => (isSet ? [{ rival, wayOut }] : []));
}

function unmanagedProblem(
  repository: RepositorySettings,
  policy: "lifecyclePolicy" | "repositoryPolicy",
  { rival, wayOut }: Rival,
): Problem[] {
  return [
    {
      path: `${pathOf(repository)}.${policy}`,
      value: repository[policy],
      must: `must not be combined with ${rival}: the policy in AWS would be overwritten. Set \`${wayOut}\` for this repository, or remove "unmanaged" and review the plan with \`artos-ecr review\``,
      source: "README, Your own repositories",
    },
  ];
}

/** The rules between `"unmanaged"` and the settings that would write the policy. */
export const UNMANAGED_RELATIONS = [unmanagedLifecyclePolicies, unmanagedRepositoryPolicies];
