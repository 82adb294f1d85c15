import type { AppWarning } from "./app-warning.ts";
import { byPrefix, type FindByPrefix } from "./by-prefix.ts";
import { firstOfEach } from "./first-of-each.ts";
import { groupedBy } from "./grouped-by.ts";
import { type Made, madeIn, mayBeCached } from "./made-repositories.ts";
import { mayBeOne, type Place } from "./place.ts";
import { copiesOf, type RepositoriesByName } from "./replication-works.ts";
import {
  destinationsOf,
  isCopied,
  placeWords,
  replicationsIn,
  type WrittenReplication,
} from "./written-replication.ts";
import { repositoriesIn, type WrittenRepository } from "./written-repositories.ts";
import type { WrittenStack } from "./written-stacks.ts";
import { templatesIn, type WrittenTemplate } from "./written-templates.ts";

/** Copies that nobody prepared, rules for nothing, and images of one tag from two places. */
export function replicationWarnings(stacks: readonly WrittenStack[]): AppWarning[] {
  const replications = replicationsIn(stacks);
  const repositories = stacks.flatMap(repositoriesIn);
  const byName = groupedBy(repositories, ({ name }) => name);
  const templateOf = byPrefix(stacks.flatMap(templatesIn));
  const made = madeIn(stacks);
  return [
    ...replications.flatMap((source) => [
      ...unprepared(source, byName, templateOf),
      ...copyNothing(source, made),
      ...copyMore(source),
    ]),
    ...twoSources(replications, repositories),
  ];
}

function unprepared(
  source: WrittenReplication,
  repositories: RepositoriesByName,
  templateOf: FindByPrefix<WrittenTemplate>,
): AppWarning[] {
  const missing = source.repositories.flatMap((repository) =>
    destinationsOf(source, repository.name)
      .filter(
        (place) =>
          copiesOf(repository, [place], repositories).length === 0 &&
          !templateOf(place, repository.name)?.appliedFor.includes("REPLICATION"),
      )
      .map((place) => ({ repository, place })),
  );
  return firstOfEach(missing, ({ place }) => placeWords(place)).map(
    ({ first: { repository, place }, more }) => ({
      stack: source.stack,
      text: `${source.stack}.replication copies ${repository.name} to ${placeWords(place)}, where the app has no such repository${more}. ${ifCreated(source, place)}, it has none of its source's settings: others cannot pull from it, and its images never expire. Add an environment stack with the same repositories there, or a creation template for REPLICATION to its registry stack`,
    }),
  );
}

function ifCreated({ place }: WrittenReplication, destination: Place): string {
  return destination.accountIds.some((id) => !place.accountIds.includes(id))
    ? "Without createRepositories, nothing is copied into another account then. If ECR makes it"
    : "If ECR makes it";
}

function copyNothing(
  { stack, place, rules, repositories }: WrittenReplication,
  made: readonly Made[],
): AppWarning[] {
  const here = made.filter((each) => mayBeOne(each.place, place));
  return rules.flatMap((rule, index) => {
    const filters = rule.prefixes.length > 0 ? rule.prefixes.map((prefix) => [prefix]) : [[]];
    return filters
      .filter(
        (prefixes) => ![...repositories, ...here].some(({ name }) => isCopied({ prefixes }, name)),
      )
      .filter(([prefix = ""]) => !here.some((each) => mayBeCached(each, prefix)))
      .map(([prefix = ""]) => ({
        stack,
        text: `${stack}.replication[${index}] has the filter ${JSON.stringify(`${prefix}*`)}: it matches no repository of the app in this account and region`,
      }));
  });
}

/** A prefix that is a repository's whole name, or a part of one, takes longer names as well. */
function copyMore({ stack, rules, repositories }: WrittenReplication): AppWarning[] {
  const names = repositories.map(({ name }) => name);
  return rules.flatMap(({ prefixes }, index) =>
    prefixes.flatMap((prefix) => {
      const matched = names.filter((name) => name.startsWith(prefix));
      const meant = matched.filter((name) =>
        `${name}/`.startsWith(`${prefix.replace(/\/$/, "")}/`),
      );
      const [more] = matched.filter((name) => !meant.includes(name));
      if (meant.length === 0 || more === undefined) return [];
      return [
        {
          stack,
          text: `${stack}.replication[${index}] has the prefix ${JSON.stringify(prefix)}: it also copies ${more}. ECR compares only the beginning of a name; end a prefix with / to copy what is below it`,
        },
      ];
    }),
  );
}

/** Two registries that copy into one repository with immutable tags: the first image of a tag stays. */
function twoSources(
  replications: readonly WrittenReplication[],
  repositories: readonly WrittenRepository[],
): AppWarning[] {
  const clashes = repositories
    .filter(({ isMutable }) => !isMutable)
    .flatMap((copy) => {
      const [one, two] = replications.filter(
        (source) =>
          source.repositories.some(({ name }) => name === copy.name) &&
          destinationsOf(source, copy.name).some((place) => mayBeOne(place, copy.place)),
      );
      return one && two ? [{ copy, sources: `${one.stack} and ${two.stack}` }] : [];
    });
  return firstOfEach(clashes, ({ copy }) => copy.stack).map(
    ({ first: { copy, sources }, more }) => ({
      stack: copy.stack,
      text: `${copy.stack} has ${copy.name} with immutable tags${more}, and ${sources} both copy into it: of two images with one tag, only the first arrives`,
    }),
  );
}
