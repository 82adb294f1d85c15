import type { Problem } from "../settings/problem.ts";
import type { WrittenStack } from "./written-stacks.ts";

/** No two stacks may write the same repository: each would change what the other created. */
export function repositoriesDiffer(stacks: readonly WrittenStack[]): Problem[] {
  const earlier = new Map<string, Repository[]>();
  return stacks.flatMap((stack) => {
    const repositories = repositoriesIn(stack);
    const clashes = repositories.flatMap((repository) => {
      const other = earlier.get(repository.name)?.find((each) => mayBeOne(each, repository));
      return other ? [{ repository, other }] : [];
    });
    for (const repository of repositories) {
      earlier.set(repository.name, [...(earlier.get(repository.name) ?? []), repository]);
    }
    const [first, ...more] = clashes;
    return first ? [problemOf(first.repository, first.other, more.length)] : [];
  });
}

interface Repository {
  readonly stack: string;
  readonly component: string;
  readonly name: string;
  readonly region: unknown;
  /** The accounts that the provider accepts; an empty list accepts any. */
  readonly accountIds: readonly string[];
}

function problemOf(
  { stack, component, name }: Repository,
  other: Repository,
  more: number,
): Problem {
  const others = more === 0 ? "" : `, and ${more} more like it`;
  return {
    path: `${stack}.aws_ecr_repository.${component}.name`,
    value: name,
    must: `must be in only one stack of an account and region: ${other.stack} writes it too${others}. If the accounts differ, set accountId in both stacks`,
    source: "ECR API, RepositoryAlreadyExistsException",
  };
}

function mayBeOne(one: Repository, other: Repository): boolean {
  return (
    one.region === other.region &&
    (one.accountIds.length === 0 ||
      other.accountIds.length === 0 ||
      one.accountIds.some((id) => other.accountIds.includes(id)))
  );
}

function repositoriesIn({ id, json: { provider, resource } }: WrittenStack): Repository[] {
  return Object.entries(resource?.aws_ecr_repository ?? {}).flatMap(([component, repository]) => {
    const { name, provider: reference } = repository;
    const isComputed = typeof name !== "string" || name.includes("${");
    if (isComputed) return [];
    const alias = reference?.replace("aws.", "");
    const { region, allowed_account_ids: accountIds = [] } =
      provider?.aws?.find((candidate) => candidate.alias === alias) ?? {};
    return [{ stack: id, component, name, region, accountIds }];
  });
}
