import { DOCUMENTED_REPOSITORIES } from "../../settings/documented-repositories.ts";
import { repositoryName } from "../../settings/repository-name.ts";
import type { RepositorySettings } from "../../settings/repository-settings.ts";
import type { SynthesizedStack } from "../synthesized-stacks.ts";

/**
 * The images of an environment with what they have for themselves; `undefined` where they are the
 * documented ones and have nothing. A list takes the place of the whole catalogue, so all are in it.
 */
export function repositoriesOf(
  { environment, repositories }: SynthesizedStack,
  overrides: Readonly<Record<string, Partial<RepositorySettings>>>,
): RepositorySettings[] | undefined {
  const catalogue = new Map(
    DOCUMENTED_REPOSITORIES.map((image) => [image.component, repositoryName(image, environment)]),
  );
  const isDocumented =
    repositories.every(({ component, name }) => catalogue.get(component) === name) &&
    DOCUMENTED_REPOSITORIES.filter(({ shared }) => !shared).every(({ component }) =>
      repositories.some((repository) => repository.component === component),
    );
  if (isDocumented && Object.keys(overrides).length === 0) return undefined;
  return repositories.map(({ component, name }) => {
    const isOwn = name.startsWith(`${environment}/`);
    return {
      component,
      name: isOwn ? name.slice(environment.length + 1) : name,
      ...(isOwn ? {} : { shared: true }),
      purpose:
        DOCUMENTED_REPOSITORIES.find((image) => image.component === component)?.purpose ??
        component,
      ...overrides[component],
    };
  });
}
