import type { CompleteEnvironmentSettings } from "./environment-settings.ts";
import type { Problem } from "./problem.ts";
import { overridesOf, type RepositorySettings } from "./repository-settings.ts";
import type { RelationCheck } from "./setting-relations.ts";

type Check = RelationCheck<CompleteEnvironmentSettings>;

const lifecyclePolicyIsLeftAlone: Check = ({
  repositories,
  createThirdpartyRepos,
  maxImageCount,
}) =>
  imagesWith("lifecyclePolicy", repositories, createThirdpartyRepos).flatMap((image) => {
    const own = { maxImageCount, ...overridesOf(image) };
    return own.maxImageCount
      ? problem(image, "lifecyclePolicy", {
          rule: `a maxImageCount of 0, not ${own.maxImageCount}`,
          wayOut: "maxImageCount: 0",
        })
      : [];
  });

const repositoryPolicyIsLeftAlone: Check = ({
  repositories,
  createThirdpartyRepos,
  enableCrossAccountAccess,
  crossAccountIds,
}) =>
  imagesWith("repositoryPolicy", repositories, createThirdpartyRepos).flatMap((image) => {
    const own = { crossAccountIds, ...overridesOf(image) };
    const accounts = enableCrossAccountAccess ? own.crossAccountIds.length : 0;
    return accounts > 0
      ? problem(image, "repositoryPolicy", {
          rule: `0 accounts in crossAccountIds, not ${accounts}`,
          wayOut: "crossAccountIds: []",
        })
      : [];
  });

type PolicySetting = "lifecyclePolicy" | "repositoryPolicy";

/** The images with a repository here whose policy is left alone. */
function imagesWith(
  policy: PolicySetting,
  repositories: readonly RepositorySettings[],
  createThirdpartyRepos: boolean,
): RepositorySettings[] {
  return repositories.filter(
    (image) => image[policy] !== undefined && (!image.shared || createThirdpartyRepos),
  );
}

function problem(
  image: RepositorySettings,
  policy: PolicySetting,
  { rule, wayOut }: { readonly rule: string; readonly wayOut: string },
): Problem[] {
  return [
    {
      path: `repositories[${JSON.stringify(image.component)}].${policy}`,
      value: image[policy],
      must: `must go with ${rule}, which would overwrite the policy in AWS: set \`${wayOut}\` for this image, or take "unmanaged" out and let \`artos-ecr review\` judge the plan`,
      source: "README, Your own repositories",
    },
  ];
}

/** No setting lays a policy of ours over one that is left alone in AWS. */
export const UNMANAGED_POLICY_RELATIONS: readonly Check[] = [
  lifecyclePolicyIsLeftAlone,
  repositoryPolicyIsLeftAlone,
];
