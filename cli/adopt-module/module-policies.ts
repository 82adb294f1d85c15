import { isDeepStrictEqual } from "node:util";
import { partitionOf } from "../../settings/partition.ts";
import { type ExistingPolicy, policyLines } from "../existing-policies/policy-lines.ts";
import { keptImages, pullingAccounts } from "../existing-policies/policy-settings.ts";
import type { HeldRepository, StateAddress } from "../terraform/state.ts";

/** How one call of `modules/ecr` keeps the policies of the repositories that it takes over. */
export interface ModulePolicies {
  /** The arguments of the call. They apply to all of its repositories. */
  readonly arguments: ModuleArguments;
  /** The policies that the call cannot write: AWS keeps them, and they leave the state. */
  readonly leftAlone: readonly LeftAlone[];
}

/** The arguments of `modules/ecr` that decide on policies. */
export interface ModuleArguments {
  readonly max_image_count: number;
  readonly enable_cross_account_access: boolean;
  readonly cross_account_ids: readonly string[];
}

/** The policies of one type that are left alone. */
export interface LeftAlone {
  readonly type: ExistingPolicy["type"];
  readonly addresses: readonly string[];
  /** A line for each of their rules or statements. */
  readonly lines: readonly string[];
}

/**
 * Finds the arguments that keep the policies of some repositories. The module has one count and one
 * list of accounts for all repositories. If they differ, it must write no policy of that type at all:
 * it would overwrite those that are left alone.
 */
export function modulePolicies(repositories: readonly HeldRepository[]): ModulePolicies {
  const count = common(
    readEach(repositories, "aws_ecr_lifecycle_policy", (json) => keptImages(json)),
  );
  const accounts = common(
    readEach(repositories, "aws_ecr_repository_policy", (json, { region }) =>
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

function policiesOf({ addresses }: HeldRepository, type: ExistingPolicy["type"]) {
  return addresses.filter(
    (resource): resource is StateAddress & { readonly policy: string } =>
      resource.type === type && resource.policy !== undefined,
  );
}

/** For each repository, the setting with the effect of its policy. A state may hold one at two addresses. */
function readEach<T>(
  repositories: readonly HeldRepository[],
  type: ExistingPolicy["type"],
  read: (json: string | null, repository: HeldRepository) => T | undefined,
): (T | undefined)[] {
  return repositories.flatMap((repository) => {
    const policies = policiesOf(repository, type);
    return policies.length === 0
      ? [read(null, repository)]
      : policies.map(({ policy }) => read(policy, repository));
  });
}

/** The value that all have; `undefined` if they differ or one is undefined. */
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
  type: ExistingPolicy["type"],
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
