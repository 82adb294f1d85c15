import { DOCUMENTED_REPOSITORIES } from "../../settings/documented-repositories.ts";
import { repositoryName } from "../../settings/repository-name.ts";
import type { RepositorySettings } from "../../settings/repository-settings.ts";
import type { SynthesizedStack } from "../../stacks/project-file/project-format.ts";

/**
 * The setting `repositories` of a stack: its repositories with their overrides. `undefined` if they
 * are the documented ones without overrides, which are the default.
 *
 * @param overrides by component
 */
export function repositorySettings(
  { environment, repositories }: SynthesizedStack,
  overrides: Readonly<Record<string, Partial<RepositorySettings>>>,
): RepositorySettings[] | undefined {
  const documented = new Map(
    DOCUMENTED_REPOSITORIES.map((repository) => [repository.component, repository]),
  );
  const isDefault =
    repositories.every(({ component, name }) => {
      const entry = documented.get(component);
      return entry !== undefined && repositoryName(entry, environment) === name;
    }) &&
    DOCUMENTED_REPOSITORIES.filter(({ shared }) => !shared).every(({ component }) =>
      repositories.some((repository) => repository.component === component),
    );
  if (isDefault && Object.keys(overrides).length === 0) return undefined;
  return repositories.map(({ component, name }) => {
    const isOwn = name.startsWith(`${environment}/`);
    return {
      component,
      name: isOwn ? name.slice(environment.length + 1) : name,
      ...(isOwn ? {} : { shared: true }),
      purpose: documented.get(component)?.purpose ?? component,
      ...overrides[component],
    };
  });
}
