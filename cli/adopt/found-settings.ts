import { isDeepStrictEqual } from "node:util";
import type { Image } from "../../constructs/image.ts";
import { partitionOf } from "../../constructs/partition.ts";
import { describeProblem } from "../../constructs/problem.ts";
import { checkEnvironment, type EnvironmentSettings } from "../../stacks/environment-settings.ts";
import type { SynthesizedRepository, SynthesizedStack } from "../synthesized-stacks.ts";
import type { ExistingRepository } from "./existing-repository.ts";
import { imagesOf } from "./found-images.ts";
import { keptImages, pullingAccounts, type Said } from "./policy-settings.ts";

/** The settings of an environment that would change nothing, as far as settings can say it. */
export interface FoundSettings {
  readonly settings: Partial<EnvironmentSettings>;
  /** What no setting says, in a line each. */
  readonly unsaid: readonly string[];
}

/** What one repository would have to be told. */
interface Found {
  readonly component: string;
  readonly imageTagMutability: string;
  readonly scanOnPush: boolean;
  readonly encryption: { readonly encryptionType: string; readonly kmsKeyArn: string | null };
  readonly maxImageCount: number;
  readonly crossAccountIds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The settings found in the repositories that an environment would adopt. */
export function findSettings(
  stack: SynthesizedStack,
  existing: readonly ExistingRepository[],
): FoundSettings {
  const unsaid: string[] = [];
  const found = stack.repositories.flatMap((ours) => {
    const theirs = existing.find(({ name }) => name === ours.name);
    return theirs
      ? [toFound(stack, ours, theirs, (line) => unsaid.push(`${ours.name}: ${line}`))]
      : [];
  });
  if (found.length === 0) return { settings: {}, unsaid };

  const common = {
    imageTagMutability: mostFrequent(found.map((one) => one.imageTagMutability)),
    scanOnPush: mostFrequent(found.map((one) => one.scanOnPush)),
    maxImageCount: mostFrequent(found.map((one) => one.maxImageCount)),
    crossAccountIds: mostFrequent(found.map((one) => one.crossAccountIds)),
  };
  const encryption = mostFrequent(found.map((one) => one.encryption));
  for (const one of found.filter(
    (candidate) => !isDeepStrictEqual(candidate.encryption, encryption),
  )) {
    const { encryptionType, kmsKeyArn } = one.encryption;
    unsaid.push(
      `${nameOf(stack, one)}: encrypted otherwise than most (${kmsKeyArn ?? encryptionType}): adopt it in an environment of its own`,
    );
  }
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
    enableCrossAccountAccess: found.some((one) => one.crossAccountIds.length > 0),
    tags,
  } as Partial<EnvironmentSettings>;
  const overrides = Object.fromEntries(
    found.flatMap((one) => {
      const own = overridesOf(one, common, tags);
      return Object.keys(own).length > 0 ? [[one.component, own]] : [];
    }),
  );
  const images = imagesOf(stack, overrides);
  const all = images === undefined ? settings : { ...settings, images };
  const { problems } = checkEnvironment(stack.id, all as EnvironmentSettings);
  return { settings: all, unsaid: [...unsaid, ...problems.map(describeProblem)] };
}

function toFound(
  { region, environment }: SynthesizedStack,
  { component }: SynthesizedRepository,
  existing: ExistingRepository,
  leaveUnsaid: (line: string) => void,
): Found {
  const say = <T>(said: Said<T>, otherwise: T): T => {
    if ("value" in said) return said.value;
    leaveUnsaid(said.unsaid);
    return otherwise;
  };
  const { Environment, Component, ...tags } = existing.tags;
  for (const [key, is, will] of [
    ["Environment", Environment, environment],
    ["Component", Component, component],
  ]) {
    if (is !== will) leaveUnsaid(`the tag ${key} is ${is ?? "not there"}, and will be ${will}`);
  }
  const { imageTagMutability } = existing;
  if (!["MUTABLE", "IMMUTABLE"].includes(imageTagMutability)) {
    leaveUnsaid(`its tag mutability is ${imageTagMutability}`);
  }
  const { name: partition } = partitionOf(region);
  return {
    component,
    imageTagMutability: imageTagMutability.startsWith("IMMUTABLE") ? "IMMUTABLE" : "MUTABLE",
    scanOnPush: existing.scanOnPush,
    encryption: { encryptionType: existing.encryptionType, kmsKeyArn: existing.kmsKeyArn },
    maxImageCount: say(keptImages(existing.lifecyclePolicy), 0),
    crossAccountIds: say(pullingAccounts(existing.repositoryPolicy, partition), []),
    tags,
  };
}

function nameOf(stack: SynthesizedStack, { component }: Found): string {
  return stack.repositories.find((candidate) => candidate.component === component)?.name ?? "";
}

function mostFrequent<T>(values: readonly T[]): T {
  const count = (value: T) => values.filter((other) => isDeepStrictEqual(value, other)).length;
  return values.reduce((best, value) => (count(value) > count(best) ? value : best));
}

function commonTags(found: readonly Found[]): Record<string, string> {
  const [first, ...others] = found;
  return Object.fromEntries(
    Object.entries(first?.tags ?? {}).filter(([key, value]) =>
      others.every(({ tags }) => tags[key] === value),
    ),
  );
}

function overridesOf(
  { tags, component: _, encryption: __, ...own }: Found,
  common: Omit<Found, "tags" | "component" | "encryption">,
  sharedTags: Readonly<Record<string, string>>,
): Partial<Image> {
  const differing = Object.entries(own).filter(
    ([name, value]) => !isDeepStrictEqual(value, common[name as keyof typeof common]),
  );
  const ownTags = Object.entries(tags).filter(([key]) => !Object.hasOwn(sharedTags, key));
  return {
    ...Object.fromEntries(differing),
    ...(ownTags.length > 0 ? { tags: Object.fromEntries(ownTags) } : {}),
  };
}
