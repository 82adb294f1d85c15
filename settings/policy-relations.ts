import { isEmpty, type RepositoryAccess } from "../policies/access/access-policy.ts";
import { MAX_REPOSITORY_POLICY_LENGTH, mostAccounts } from "../policies/access/allow-pull.ts";
import { grantedBy } from "./access/repository-access.ts";
import { relationsOf } from "./check-settings.ts";
import type { CompleteEnvironmentSettings } from "./environment-settings.ts";
import { lifecycleOf } from "./lifecycle/lifecycle.ts";
import { partitionOf } from "./partition.ts";
import type { Problem } from "./problem.ts";
import { pathOf } from "./repository-path.ts";
import type { RepositorySettings } from "./repository-settings.ts";

const relation = relationsOf<CompleteEnvironmentSettings>();

const accountsAreOthers = relation(
  ["enableCrossAccountAccess", "crossAccountIds", "repositories", "accountId"],
  ({ accountId, ...settings }) =>
    accountLists(settings).flatMap(({ path, ids }) =>
      ids.flatMap((id, index) =>
        id === accountId
          ? [
              {
                path: `${path}[${index}]`,
                value: id,
                must: "must not be the environment's own account, which has access already",
                source: "ECR, Repository policies",
              },
            ]
          : [],
      ),
    ),
);

const policiesFit = relation(
  ["enableCrossAccountAccess", "crossAccountIds", "repositories", "region"],
  ({ region, ...settings }) => {
    const partition = partitionOf(region);
    const most = mostAccounts(partition);
    return accountLists(settings)
      .filter(({ ids }) => ids.length > most)
      .map(({ path, ids }) => ({
        path,
        value: `${ids.length} accounts`,
        must: `must be at most ${most} accounts in the partition ${partition}, so that the repository policy is at most ${MAX_REPOSITORY_POLICY_LENGTH} characters`,
        source: "ECR API, SetRepositoryPolicy",
      }));
  },
);

type Access = Pick<
  CompleteEnvironmentSettings,
  "enableCrossAccountAccess" | "crossAccountIds" | "repositories"
>;

/** The lists of accounts that may pull: the environment's, and each repository's own. */
function accountLists({ enableCrossAccountAccess, crossAccountIds, repositories }: Access) {
  if (!enableCrossAccountAccess) return [];
  return [
    { path: "crossAccountIds", ids: crossAccountIds },
    ...repositories.map((repository) => ({
      path: `${pathOf(repository)}.crossAccountIds`,
      ids: repository.crossAccountIds ?? [],
    })),
  ];
}

const oneKindOfLifecycle = relation(
  ["repositories", "maxImageCount", "lifecycleRules"],
  ({ repositories, ...environment }) => [
    ...rivals("", environment),
    ...repositories.flatMap((repository) => rivals(`${pathOf(repository)}.`, repository)),
  ],
);

/** What is wrong if settings of one holder would write two lifecycle policies. */
function rivals(
  path: string,
  { maxImageCount, lifecycleRules = [], lifecyclePolicy }: Partial<RepositorySettings>,
): Problem[] {
  const others = [
    ...(maxImageCount ? [`a maxImageCount of ${maxImageCount}`] : []),
    ...(lifecycleRules.length > 0 ? ["lifecycleRules"] : []),
  ];
  const problem = (name: string, value: unknown, rival: string): Problem => ({
    path: `${path}${name}`,
    value,
    must: `must not be combined with ${rival}: a repository has one lifecycle policy`,
    source: "ECR API, PutLifecyclePolicy",
  });
  if (lifecyclePolicy !== undefined && lifecyclePolicy !== "unmanaged") {
    return others.map((rival) => problem("lifecyclePolicy", lifecyclePolicy, rival));
  }
  return others.length === 2 ? [problem("lifecycleRules", lifecycleRules, others[0]!)] : [];
}

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

/** The rules between the settings that set the policies of one environment stack. */
export const POLICY_RELATIONS = [
  accountsAreOthers,
  policiesFit,
  oneKindOfLifecycle,
  unmanagedLifecyclePolicies,
  unmanagedRepositoryPolicies,
];
