import { isDeepStrictEqual } from "node:util";
import { partitionOf } from "../../settings/partition.ts";
import { policyLines, type RepositoryPolicyText } from "../existing-policies/policy-lines.ts";
import { keptImages, pullingAccounts } from "../existing-policies/policy-settings.ts";
import type { HeldRepository, StateAddress } from "../terraform/state.ts";

/** What keeps the policies of repositories that one call of `modules/ecr` takes over. */
export interface ModulePolicies {
  /** Arguments of the call, which are for all of its repositories. */
  readonly arguments: ModuleArguments;
  /** The policies that the call cannot write: AWS is to keep them, and the state to lose them. */
  readonly leftAlone: readonly LeftAlone[];
}

/** The arguments of `modules/ecr` that make policies. */
export interface ModuleArguments {
  readonly max_image_count: number;
  readonly enable_cross_account_access: boolean;
  readonly cross_account_ids: readonly string[];
}

/** The policies of one type that are left alone. */
export interface LeftAlone {
  readonly type: RepositoryPolicyText["type"];
  readonly addresses: readonly string[];
  /** Their rules or statements, in a line each. */
  readonly lines: readonly string[];
}

/**
 * The module has one count and one list of accounts for all: it writes either every policy of a type
 * or none, as it would lay its own over one that is left alone.
 */
export function modulePolicies(repositories: readonly HeldRepository[]): ModulePolicies {
  const count = common(said(repositories, "aws_ecr_lifecycle_policy", (json) => keptImages(json)));
  const accounts = common(
    said(repositories, "aws_ecr_repository_policy", (json, { region }) =>
      pullingAccounts(json, { partition: partitionOf(region), accountId: null }),
    ),
    (list) => list.toSorted(),
  );
  return {
    arguments: {
      max_image_count: count ?? 0,
      enable_cross_account_access: (accounts ?? []).length > 0,
      cross_account_ids: accounts ?? [],
    },
    leftAlone: [
      ...(count === undefined ? [leaveAlone(repositories, "aws_ecr_lifecycle_policy")] : []),
      ...(accounts === undefined ? [leaveAlone(repositories, "aws_ecr_repository_policy")] : []),
    ],
  };
}

function policiesOf({ addresses }: HeldRepository, type: RepositoryPolicyText["type"]) {
  return addresses.filter(
    (resource): resource is StateAddress & { readonly policy: string } =>
      resource.type === type && resource.policy !== undefined,
  );
}

/** Each repository's policy in the terms of a setting; a state may hold it at two addresses. */
function said<T>(
  repositories: readonly HeldRepository[],
  type: RepositoryPolicyText["type"],
  read: (json: string | null, repository: HeldRepository) => T | undefined,
): (T | undefined)[] {
  return repositories.flatMap((repository) => {
    const policies = policiesOf(repository, type);
    return policies.length === 0
      ? [read(null, repository)]
      : policies.map(({ policy }) => read(policy, repository));
  });
}

/** The value that all have; `undefined` where they differ or one has none. */
function common<T>(
  values: readonly (T | undefined)[],
  comparable: (value: T) => unknown = (value) => value,
): T | undefined {
  const [first, ...others] = values.filter((value) => value !== undefined);
  const isSame =
    first !== undefined &&
    others.length + 1 === values.length &&
    others.every((value) => isDeepStrictEqual(comparable(value), comparable(first)));
  return isSame ? first : undefined;
}

function leaveAlone(
  repositories: readonly HeldRepository[],
  type: RepositoryPolicyText["type"],
): LeftAlone {
  const policies = repositories.flatMap((repository) =>
    policiesOf(repository, type).map(({ address, policy }) => ({
      address,
      lines: policyLines({ type, repository: repository.name, json: policy }),
    })),
  );
  return {
    type,
    addresses: policies.map(({ address }) => address),
    lines: policies.flatMap(({ lines }) => lines),
  };
}
