import { mayBeOne, type Place, placeOf } from "./place.ts";
import { repositoriesIn, type WrittenRepository } from "./written-repositories.ts";
import type { WrittenStack } from "./written-stacks.ts";

/** A registry's replication as a stack has it, with the app's repositories in that registry. */
export interface WrittenReplication {
  readonly stack: string;
  readonly place: Place;
  readonly rules: readonly WrittenRule[];
  readonly repositories: readonly WrittenRepository[];
}

/** A rule: which repositories are copied where. */
export interface WrittenRule {
  readonly destinations: readonly Place[];
  /** An empty list is for every repository. */
  readonly prefixes: readonly string[];
}

/** The replication of the stacks of an app. */
export function replicationsIn(stacks: readonly WrittenStack[]): WrittenReplication[] {
  const repositories = stacks.flatMap(repositoriesIn);
  return stacks.flatMap((stack) =>
    Object.values(stack.json.resource?.aws_ecr_replication_configuration ?? {}).map(
      ({ provider, replication_configuration }) => {
        const place = placeOf(stack, provider);
        return {
          stack: stack.id,
          place,
          rules: [replication_configuration ?? []]
            .flat()
            .flatMap(({ rule }) => [rule ?? []].flat())
            .map(({ destination, repository_filter }) => ({
              destinations: [destination ?? []]
                .flat()
                .map(({ region, registry_id }) => ({ region, accountIds: [`${registry_id}`] })),
              prefixes: [repository_filter ?? []].flat().map(({ filter }) => `${filter}`),
            })),
          repositories: repositories.filter((each) => mayBeOne(each.place, place)),
        };
      },
    ),
  );
}

/** Whether a rule copies a repository. */
export function isCopied({ prefixes }: Pick<WrittenRule, "prefixes">, repository: string): boolean {
  return prefixes.length === 0 || prefixes.some((prefix) => repository.startsWith(prefix));
}

/** Where a registry copies a repository to, each place once. */
export function destinationsOf({ rules }: WrittenReplication, repository: string): Place[] {
  const all = rules
    .filter((rule) => isCopied(rule, repository))
    .flatMap(({ destinations }) => destinations);
  return [...new Map(all.map((place) => [placeWords(place), place])).values()];
}

/** A registry in words: `222222222222 eu-west-1`. */
export function placeWords({ accountIds, region }: Place): string {
  return [...accountIds, region].join(" ");
}
