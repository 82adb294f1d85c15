import type { Problem } from "../settings/problem.ts";
import { byPrefix, type FindByPrefix } from "./by-prefix.ts";
import { firstOfEach } from "./first-of-each.ts";
import { groupedBy } from "./grouped-by.ts";
import { mayBeOne, type Place } from "./place.ts";
import {
  destinationsOf,
  placeWords,
  replicationsIn,
  type WrittenReplication,
} from "./written-replication.ts";
import { repositoriesIn, type WrittenRepository } from "./written-repositories.ts";
import type { WrittenStack } from "./written-stacks.ts";
import { templatesIn, type WrittenTemplate } from "./written-templates.ts";

/** What of the replication between the stacks of an app does not work in AWS. */
export function replicationProblems(stacks: readonly WrittenStack[]): Problem[] {
  const replications = replicationsIn(stacks);
  const repositories = groupedBy(stacks.flatMap(repositoriesIn), ({ name }) => name);
  const templateOf = byPrefix(stacks.flatMap(templatesIn));
  return replications.flatMap((source) => [
    ...chains(source, replications),
    ...stuckTags(source, repositories),
    ...stuckTagsOfTemplates(source, repositories, templateOf),
  ]);
}

/** What ECR copied into a registry, it does not copy again from there. */
function chains(
  source: WrittenReplication,
  replications: readonly WrittenReplication[],
): Problem[] {
  return replications.flatMap((next) => {
    const steps = source.repositories.flatMap(({ name }) => {
      const copied = destinationsOf(source, name);
      if (!copied.some((place) => mayBeOne(place, next.place))) return [];
      return destinationsOf(next, name)
        .filter((place) => ![source.place, ...copied].some((each) => mayBeOne(each, place)))
        .map((place) => ({ name, place }));
    });
    return firstOfEach(steps, ({ place }) => placeWords(place)).map(({ first, more }) => ({
      path: `${next.stack}.replication`,
      value: `${first.name} to ${placeWords(first.place)}`,
      must: `must not hand on what ${source.stack} copies to this registry${more}: ECR copies an image once, when it is pushed. Add ${placeWords(first.place)} to the destinations of ${source.stack}`,
      source: "ECR, Private image replication",
    }));
  });
}

/** If a tag is pushed again, ECR cannot move it in a copy whose tags are immutable. */
function stuckTags(source: WrittenReplication, repositories: RepositoriesByName): Problem[] {
  const stuck = source.repositories
    .filter(({ isMutable }) => isMutable)
    .flatMap((repository) =>
      copiesOf(repository, destinationsOf(source, repository.name), repositories)
        .filter(({ isMutable }) => !isMutable)
        .map((copy) => ({ repository, copy })),
    );
  return firstOfEach(stuck, ({ copy }) => copy.stack).map(({ first, more }) => ({
    path: `${first.copy.stack}.repositories[${JSON.stringify(first.copy.component)}].imageTagMutability`,
    value: "IMMUTABLE",
    must: `must be MUTABLE, as in ${first.repository.stack}, from which ${source.stack} copies ${first.copy.name}${more}: a tag that is pushed again there would not move here. Or make it IMMUTABLE there, too`,
    source: "aws/containers-roadmap#140",
  }));
}

/** The same, if ECR is to make the copy by a creation template. */
function stuckTagsOfTemplates(
  source: WrittenReplication,
  repositories: RepositoriesByName,
  templateOf: FindByPrefix<WrittenTemplate>,
): Problem[] {
  const stuck = source.repositories
    .filter(({ isMutable }) => isMutable)
    .flatMap((repository) =>
      destinationsOf(source, repository.name)
        .filter((place) => copiesOf(repository, [place], repositories).length === 0)
        .flatMap((place) => templateOf(place, repository.name) ?? [])
        .filter(({ isMutable, appliedFor }) => !isMutable && appliedFor.includes("REPLICATION"))
        .map((template) => ({ repository, template })),
    );
  return firstOfEach(stuck, ({ template }) => `${template.stack} ${template.prefix}`).map(
    ({ first: { repository, template }, more }) => ({
      path: `${template.stack}.creationTemplates`,
      value: template.prefix,
      must: `must have the imageTagMutability MUTABLE, as ${repository.name} in ${repository.stack}, which ${source.stack} copies here${more}: a tag that is pushed again there would not move here. Or make it IMMUTABLE there, too`,
      source: "aws/containers-roadmap#140",
    }),
  );
}

/** The app's repositories, by their names. */
export type RepositoriesByName = ReadonlyMap<string, readonly WrittenRepository[]>;

/** The app's repositories that a repository is copied into: not itself, if its account is not set. */
export function copiesOf(
  { stack, component, name }: WrittenRepository,
  destinations: readonly Place[],
  repositories: RepositoriesByName,
): WrittenRepository[] {
  return (repositories.get(name) ?? []).filter(
    (each) =>
      !(each.stack === stack && each.component === component) &&
      destinations.some((destination) => mayBeOne(destination, each.place)),
  );
}
