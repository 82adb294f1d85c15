import { isDeepStrictEqual } from "node:util";
import { checkEnvironment } from "../../settings/check-environment.ts";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { describeProblem } from "../../settings/problem.ts";
import type { RepositorySettings } from "../../settings/repository-settings.ts";
import type { SynthesizedStack } from "../../stacks/project-file/project-format.ts";
import type { ExistingRepository } from "./existing-repository.ts";
import { repositorySettings } from "./found-repositories.ts";
import { type FoundRepository, findRepository } from "./found-repository.ts";

/** The settings that keep the repositories of a stack as they are, as far as settings can. */
export interface FoundSettings {
  readonly settings: Partial<EnvironmentSettings>;
  /** The policies that the settings leave alone in AWS: a line for each rule or statement. */
  readonly leftAlone: readonly string[];
  /** What no setting can express, in a line each. */
  readonly notCovered: readonly string[];
}

/** Finds the settings of the repositories that a stack would adopt. */
export function findSettings(
  stack: SynthesizedStack,
  existing: readonly ExistingRepository[],
): FoundSettings {
  const found = stack.repositories.flatMap((own) => {
    const repository = existing.find(({ name }) => name === own.name);
    return repository ? [findRepository(stack, own, repository)] : [];
  });
  if (found.length === 0) return { settings: {}, leftAlone: [], notCovered: [] };

  const common = {
    imageTagMutability: mostFrequent(found.map(({ own }) => own.imageTagMutability)),
    scanOnPush: mostFrequent(found.map(({ own }) => own.scanOnPush)),
    ...mostFrequent(found.map(({ own }) => environmentLifecycle(own))),
    crossAccountIds: mostFrequent(found.map(({ own }) => own.crossAccountIds ?? [])),
    pull: mostFrequent(found.map(({ own }) => own.pull ?? {})),
    push: mostFrequent(found.map(({ own }) => own.push ?? {})),
    policyStatements: mostFrequent(found.map(({ own }) => own.policyStatements ?? [])),
  };
  const encryption = mostFrequent(found.map((one) => one.encryption));
  const tags = commonTags(found);
  const settings = {
    environment: stack.environment,
    region: stack.region,
    accountId: stack.accountId,
    createThirdpartyRepos: stack.repositories.some(
      ({ name }) => !name.startsWith(`${stack.environment}/`),
    ),
    ...common,
    ...encryption,
    enableCrossAccountAccess: found.some(({ own }) => own.crossAccountIds?.length),
    tags,
  } as Partial<EnvironmentSettings>;
  const overrides = Object.fromEntries(
    found.flatMap((one) => {
      const own = overridesOf(one, common, tags);
      return Object.keys(own).length > 0 ? [[one.component, own]] : [];
    }),
  );
  const repositories = repositorySettings(stack, overrides);
  const all = repositories === undefined ? settings : { ...settings, repositories };
  const { problems } = checkEnvironment(stack.id, all as EnvironmentSettings);
  return {
    settings: all,
    leftAlone: found.flatMap((one) => one.leftAlone),
    notCovered: [
      ...found.flatMap((one) => one.notCovered),
      ...encryptedDifferently(stack, found, encryption),
      ...problems.map(describeProblem),
    ],
  };
}

/** What a repository's lifecycle settings would be in its environment, which has no own policy. */
function environmentLifecycle({ maxImageCount = 0, lifecycleRules }: Partial<RepositorySettings>) {
  return lifecycleRules ? { lifecycleRules } : { maxImageCount };
}

function encryptedDifferently(
  { repositories }: SynthesizedStack,
  found: readonly FoundRepository[],
  common: FoundRepository["encryption"],
): string[] {
  return found
    .filter(({ encryption }) => !isDeepStrictEqual(encryption, common))
    .map(({ component, encryption: { encryptionType, kmsKeyArn } }) => {
      const own = repositories.find((candidate) => candidate.component === component);
      return `${own?.name}: encrypted differently from most (${kmsKeyArn ?? encryptionType}): adopt it in an environment of its own`;
    });
}

function mostFrequent<T>(values: readonly T[]): T {
  const count = (value: T) => values.filter((other) => isDeepStrictEqual(value, other)).length;
  return values.reduce((best, value) => (count(value) > count(best) ? value : best));
}

function commonTags(found: readonly FoundRepository[]): Record<string, string> {
  const [first, ...others] = found;
  return Object.fromEntries(
    Object.entries(first?.tags ?? {}).filter(([key, value]) =>
      others.every(({ tags }) => tags[key] === value),
    ),
  );
}

function overridesOf(
  { own, tags }: FoundRepository,
  common: Readonly<Partial<Record<string, unknown>>>,
  sharedTags: Readonly<Record<string, string>>,
): Partial<RepositorySettings> {
  const differing = Object.entries(own).filter(
    ([name, value]) => !isDeepStrictEqual(value, common[name]),
  );
  const ownTags = Object.entries(tags).filter(([key]) => !Object.hasOwn(sharedTags, key));
  return {
    ...Object.fromEntries(differing),
    ...(ownTags.length > 0 ? { tags: Object.fromEntries(ownTags) } : {}),
  };
}
