import { MAX_REPOSITORY_POLICY_LENGTH, mostAccounts } from "../../policies/access/allow-pull.ts";
import { relationsOf } from "../check-settings.ts";
import type { CompleteEnvironmentSettings } from "../environment-settings.ts";
import { partitionOf } from "../partition.ts";
import { pathOf } from "../repository-path.ts";

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

/** The rules between `crossAccountIds` and other settings. */
export const CROSS_ACCOUNT_RELATIONS = [accountsAreOthers, policiesFit];
