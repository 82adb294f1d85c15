import type { Problem } from "../settings/problem.ts";
import type { WrittenStack } from "./written-stacks.ts";

/** No repository may be written twice: each of the two would change what the other created. */
export function repositoriesDiffer(stacks: readonly WrittenStack[]): Problem[] {
  const earlier = new Map<string, Repository[]>();
  return stacks.flatMap((stack) => {
    const clashes = repositoriesIn(stack).flatMap((repository) => {
      const sameName = earlier.get(repository.name) ?? [];
      earlier.set(repository.name, [...sameName, repository]);
      const other = sameName.find((each) => mayBeOne(each, repository));
      return other ? [{ repository, other }] : [];
    });
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
  if (other.stack === stack) {
    return {
      path: `${stack}.aws_ecr_repository.${component}.name`,
      value: name,
      must: `must have another name than aws_ecr_repository.${other.component} of the same stack${others}`,
      source: "ECR API, RepositoryAlreadyExistsException",
    };
  }
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
  if (!provider?.aws) return []; // A module: its callers have the providers.
  return Object.entries(resource?.aws_ecr_repository ?? {}).flatMap(([component, repository]) => {
    const { name, provider: reference } = repository;
    const isComputed = typeof name !== "string" || name.includes("${");
    if (isComputed) return [];
    const alias = reference?.replace("aws.", "");
    const { region, allowed_account_ids: accountIds } =
      provider.aws?.find((candidate) => candidate.alias === alias) ?? {};
    return [{ stack: id, component, name, region, accountIds: accountIds ?? [] }];
  });
}
