import { NO_ACCESS, type RepositoryAccess } from "../../policies/access/access-policy.ts";
import type { PolicyPlace } from "../../policies/access/policy-place.ts";
import type { CompleteEnvironmentSettings } from "../environment-settings.ts";
import { partitionOf } from "../partition.ts";
import type { RepositorySettings } from "../repository-settings.ts";

/** The settings of an environment from which the access to a repository follows. */
export type EnvironmentAccess = Pick<
  CompleteEnvironmentSettings,
  "enableCrossAccountAccess" | "crossAccountIds" | "pull" | "push" | "policyStatements"
>;

/** What a repository's policy grants by the settings; nothing if it has a policy of its own. */
export function accessOf(
  repository: RepositorySettings,
  environment: EnvironmentAccess,
): RepositoryAccess {
  if (repository.repositoryPolicy !== undefined) return NO_ACCESS;
  return grantedBy(repository, environment);
}

/** What the settings that apply to a repository grant, whether or not it has a policy of its own. */
export function grantedBy(
  repository: RepositorySettings,
  environment: EnvironmentAccess,
): RepositoryAccess {
  const { crossAccountIds = environment.crossAccountIds } = repository;
  return {
    crossAccountIds: environment.enableCrossAccountAccess ? crossAccountIds : [],
    pull: repository.pull ?? environment.pull,
    push: repository.push ?? environment.push,
    openToEveryAwsAccount: repository.openToEveryAwsAccount ?? false,
    policyStatements: repository.policyStatements ?? environment.policyStatements,
  };
}

/** Where the repositories of an environment are. */
export function policyPlace({
  region,
  accountId,
}: Pick<CompleteEnvironmentSettings, "region" | "accountId">): PolicyPlace {
  return { region, partition: partitionOf(region), accountId };
}
