import { checkEnvironment } from "./check-environment.ts";
import type { Problem } from "./problem.ts";
import { environmentLength } from "./repository-name.ts";
import { pathOf } from "./repository-path.ts";
import type { RepositorySettings } from "./repository-settings.ts";
import type { Setting } from "./setting.ts";
import { SETTINGS, tagCount } from "./setting-table.ts";

/**
 * The settings of the Terraform module: the documented ones. Its repositories are fixed, so the
 * environment's name and tags must leave room for theirs.
 */
export function moduleSettings(
  repositories: readonly RepositorySettings[],
): Readonly<Record<string, Setting<unknown>>> {
  const { environment, tags } = SETTINGS;
  const [syntax, ...others] = environment.rules;
  const most = Math.max(0, ...repositories.map((own) => Object.keys(own.tags ?? {}).length));
  return {
    ...SETTINGS,
    environment: { ...environment, rules: [syntax, environmentLength(repositories), ...others] },
    tags: { ...tags, rules: [...tags.rules.slice(0, -1), tagCount(most)] },
  } as unknown as Readonly<Record<string, Setting<unknown>>>;
}

/** What is wrong with the repositories of the module for any caller. */
export function checkModule(repositories: readonly RepositorySettings[]): Problem[] {
  const { problems } = checkEnvironment("modules/ecr", {
    environment: "x",
    region: "us-gov-west-1", // A repository policy has the least room there.
    enableCrossAccountAccess: true,
    createThirdpartyRepos: true,
    repositories,
  });
  const found = problems.length > 0 ? [...problems] : repositories.flatMap(accessProblems);
  if (found.length > 0 || repositories.some(({ shared }) => !shared)) return found;
  return [
    {
      path: "modules/ecr.repositories",
      value: repositories.map(({ component }) => component),
      must: "must contain at least one repository that is not shared",
      source: "README, Your own repositories",
    },
  ];
}

// The module has the documented access alone.
function accessProblems(repository: RepositorySettings): Problem[] {
  const { pull, push, policyStatements, openToEveryAwsAccount, repositoryPolicy } = repository;
  const ownPolicy = repositoryPolicy === "unmanaged" ? undefined : repositoryPolicy;
  const access = { pull, push, policyStatements, openToEveryAwsAccount };
  return Object.entries({ ...access, repositoryPolicy: ownPolicy })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({
      path: `modules/ecr.${pathOf(repository)}.${name}`,
      value,
      must: "must be left out: it is a setting of environment stacks",
      source: "Access, The settings",
    }));
}
