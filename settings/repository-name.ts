import { MAX_REPOSITORY_NAME_LENGTH } from "./aws-formats.ts";
import { matches } from "./predicate.ts";
import type { RepositorySettings } from "./repository-settings.ts";
import * as rule from "./rule.ts";

/** The full name of a repository in an environment: `production/frontend`. */
export function repositoryName(
  { name, shared }: Pick<RepositorySettings, "name" | "shared">,
  environment: string,
): string {
  return shared ? name : `${environment}/${name}`;
}

/** The rule on the length of an environment's name: each of its repositories' names must fit. */
export function environmentLength(repositories: readonly RepositorySettings[]): rule.Rule<string> {
  const longest = Math.max(
    0,
    ...repositories
      .filter(({ shared }) => !shared)
      .map((repository) => repositoryName(repository, "").length),
  );
  const most = Math.max(0, MAX_REPOSITORY_NAME_LENGTH - longest);
  return rule.value(
    {
      must: `must be at most ${most} characters, so that every repository's name is at most ${MAX_REPOSITORY_NAME_LENGTH}`,
      source: "ECR API, CreateRepository, repositoryName",
    },
    matches(`.{0,${most}}`),
  );
}
