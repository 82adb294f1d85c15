import { isDeepStrictEqual } from "node:util";
import { checkEnvironment } from "../../settings/check-environment.ts";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { describeProblem } from "../../settings/problem.ts";
import type { RepositorySettings } from "../../settings/repository-settings.ts";
import type { SynthesizedStack } from "../synthesized-stacks.ts";
import type { ExistingRepository } from "./existing-repository.ts";
import { repositoriesOf } from "./found-repositories.ts";
import { type FoundRepository, findRepository } from "./found-repository.ts";

/** The settings of an environment that would change nothing, as far as settings can say it. */
export interface FoundSettings {
  readonly settings: Partial<EnvironmentSettings>;
  /** The rules and statements of policies that the settings leave alone in AWS, in a line each. */
  readonly leftAlone: readonly string[];
  /** What no setting says, in a line each. */
  readonly unsaid: readonly string[];
}

/** The settings found in the repositories that an environment would adopt. */
export function findSettings(
  stack: SynthesizedStack,
  existing: readonly ExistingRepository[],
): FoundSettings {
  const found = stack.repositories.flatMap((ours) => {
    const theirs = existing.find(({ name }) => name === ours.name);
    return theirs ? [findRepository(stack, ours, theirs)] : [];
  });
  if (found.length === 0) return { settings: {}, leftAlone: [], unsaid: [] };

  const common = {
    imageTagMutability: mostFrequent(found.map(({ own }) => own.imageTagMutability)),
    scanOnPush: mostFrequent(found.map(({ own }) => own.scanOnPush)),
    maxImageCount: mostFrequent(found.map(({ own }) => own.maxImageCount)),
    crossAccountIds: mostFrequent(found.map(({ own }) => own.crossAccountIds)),
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
    enableCrossAccountAccess: found.some(({ own }) => own.crossAccountIds.length > 0),
    tags,
  } as Partial<EnvironmentSettings>;
  const overrides = Object.fromEntries(
    found.flatMap((one) => {
      const own = overridesOf(one, common, tags);
      return Object.keys(own).length > 0 ? [[one.component, own]] : [];
    }),
  );
  const repositories = repositoriesOf(stack, overrides);
  const all = repositories === undefined ? settings : { ...settings, repositories };
  const { problems } = checkEnvironment(stack.id, all as EnvironmentSettings);
  return {
    settings: all,
    leftAlone: found.flatMap((one) => one.leftAlone),
    unsaid: [
      ...found.flatMap((one) => one.unsaid),
      ...encryptedOtherwise(stack, found, encryption),
      ...problems.map(describeProblem),
    ],
  };
}

function encryptedOtherwise(
  { repositories }: SynthesizedStack,
  found: readonly FoundRepository[],
  common: FoundRepository["encryption"],
): string[] {
  return found
    .filter(({ encryption }) => !isDeepStrictEqual(encryption, common))
    .map(({ component, encryption: { encryptionType, kmsKeyArn } }) => {
      const ours = repositories.find((candidate) => candidate.component === component);
      return `${ours?.name}: encrypted otherwise than most (${kmsKeyArn ?? encryptionType}): adopt it in an environment of its own`;
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
