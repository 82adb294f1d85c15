import type { Problem } from "../settings/problem.ts";
import { frequenciesOf, scanFilterMatches } from "../settings/registry/scan-frequency.ts";
import type { AppWarning } from "./app-warning.ts";
import { firstOfEach } from "./first-of-each.ts";
import { type Made, madeIn, mayBeCached } from "./made-repositories.ts";
import { mayBeOne } from "./place.ts";
import { repositoriesIn, type WrittenRepository } from "./written-repositories.ts";
import { scanningIn, type WrittenScanning } from "./written-scanning.ts";
import type { WrittenStack } from "./written-stacks.ts";

const SOURCE = "ECR, Filters to choose which repositories are scanned";

interface Registry {
  readonly scanning: WrittenScanning;
  /** The app's repositories in it. */
  readonly repositories: readonly WrittenRepository[];
}

/** The repositories whose `scanOnPush` the registry's configuration does not keep. */
export function scanningProblems(stacks: readonly WrittenStack[]): Problem[] {
  return registriesOf(stacks).flatMap((registry) => [
    ...unscanned(registry),
    ...ofTwoFrequencies(registry),
    ...namesInNames(registry),
  ]);
}

/** Filters that match nothing, and repositories that are scanned although nobody asked for it. */
export function scanningWarnings(stacks: readonly WrittenStack[]): AppWarning[] {
  const made = madeIn(stacks);
  return registriesOf(stacks).flatMap((registry) => [
    ...scannedUnasked(registry),
    ...matchNothing(registry, made),
  ]);
}

function registriesOf(stacks: readonly WrittenStack[]): Registry[] {
  const repositories = stacks.flatMap(repositoriesIn);
  return stacks.flatMap(scanningIn).map((scanning) => ({
    scanning,
    repositories: repositories.filter(({ place }) => mayBeOne(place, scanning.place)),
  }));
}

function unscanned({ scanning, repositories }: Registry): Problem[] {
  // Without any rule, each repository's own setting counts.
  if (scanning.type === "BASIC" && scanning.rules.length === 0) return [];
  const wrong = repositories.filter((each) => each.scanOnPush && !isScanned(scanning, each));
  return byStack(wrong).map(({ first, more }) => ({
    path: pathOf(first),
    value: true,
    must: `must have a filter of ${scanning.stack} that matches ${first.name}${more}, or be false: ${consequence(scanning)}${ifElsewhere(first)}`,
    source: SOURCE,
  }));
}

function consequence({ type }: WrittenScanning): string {
  return type === "ENHANCED"
    ? "under enhanced scanning, what no filter matches is not scanned at all, not even by request"
    : "the registry's configuration counts, and scans it by request alone";
}

function ofTwoFrequencies({ scanning, repositories }: Registry): Problem[] {
  const wrong = repositories.filter(({ name }) => {
    const frequencies = frequenciesOf(scanning.rules, name);
    return frequencies.includes("MANUAL") && frequencies.length > 1;
  });
  return byStack(wrong).map(({ first, more }) => ({
    path: `${scanning.stack}.scanning.rules`,
    value: frequenciesOf(scanning.rules, first.name),
    must: `must give ${first.name}${more} one frequency: ECR does not define which of these counts`,
    source: SOURCE,
  }));
}

function namesInNames({ scanning, repositories }: Registry): Problem[] {
  return scanning.rules
    .flatMap(({ filters }) => filters)
    .filter((filter) => !filter.includes("*"))
    .flatMap((filter) => {
      const others = repositories.filter(
        ({ name }) => name !== filter && scanFilterMatches(filter, name),
      );
      const [first, ...more] = others.map(({ name }) => name);
      if (first === undefined) return [];
      const names = more.length === 0 ? first : `${first} and ${more.length} more`;
      return [
        {
          path: `${scanning.stack}.scanning.rules`,
          value: filter,
          must: `must be in the name of no other repository: ECR has no filter for one repository, and takes ${names} too`,
          source: SOURCE,
        } as const,
      ];
    });
}

function scannedUnasked({ scanning, repositories }: Registry): AppWarning[] {
  const wrong = repositories.filter((each) => !each.scanOnPush && isScanned(scanning, each));
  return byStack(wrong).map(({ first, more }) => ({
    stack: first.stack,
    text: `${pathOf(first)} is false: a filter of ${scanning.stack} matches ${first.name}${more}, so it is scanned on push. Set scanOnPush to true, or narrow the filter${ifElsewhere(first)}`,
  }));
}

function matchNothing({ scanning, repositories }: Registry, made: readonly Made[]): AppWarning[] {
  const here = made.filter(({ place }) => mayBeOne(place, scanning.place));
  return scanning.rules
    .flatMap(({ filters }) => filters)
    .filter(
      (filter) => ![...repositories, ...here].some(({ name }) => scanFilterMatches(filter, name)),
    )
    .filter((filter) => !here.some((each) => mayBeCached(each, filter.replace(/\*.*/, ""))))
    .map((filter) => ({
      stack: scanning.stack,
      text: `${scanning.stack}.scanning.rules has the filter ${JSON.stringify(filter)}: it matches no repository of the app in this account and region`,
    }));
}

function isScanned({ rules }: WrittenScanning, { name }: WrittenRepository): boolean {
  return frequenciesOf(rules, name).some((frequency) => frequency !== "MANUAL");
}

function pathOf({ stack, component }: WrittenRepository): string {
  return `${stack}.repositories[${JSON.stringify(component)}].scanOnPush`;
}

function ifElsewhere({ place }: WrittenRepository): string {
  return place.accountIds.length > 0
    ? ""
    : ". If it is in another account, set accountId in its stack";
}

/** The first repository of each stack, and in words how many more there are. */
function byStack(repositories: readonly WrittenRepository[]) {
  return firstOfEach(repositories, ({ stack }) => stack).map(({ first, others }) => ({
    first,
    more: others === 0 ? "" : ` and ${others} more of its stack`,
  }));
}
