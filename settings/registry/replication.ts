/**
 * Which repositories are copied where. A rule with neither `environments` nor `prefixes` is for
 * every repository of the registry. Source: ECR, Private image replication.
 */
export interface ReplicationRule {
  /** Where the images are copied to, 1 or more. */
  readonly destinations: readonly ReplicationDestination[];

  /** The environments whose repositories are copied: those with names such as `production/api`. */
  readonly environments?: readonly string[];

  /** The beginnings of the full names of repositories that are copied, such as `thirdparty/`. */
  readonly prefixes?: readonly string[];

  /**
   * Whether ECR may create a repository that the registry of another account does not have. It is
   * then made without the settings of its source. In the own account ECR always does so.
   *
   * @default false - the other account's repositories exist, or nothing is copied
   */
  readonly createRepositories?: boolean;
}

/** A registry that images are copied to. */
export interface ReplicationDestination {
  /** Name of the AWS region. */
  readonly region: string;

  /**
   * The AWS account, 12 digits.
   *
   * @default - the account of the registry that is copied from
   */
  readonly accountId?: string;
}

/** The account and the region of a registry. */
export type RegistryPlace = Required<ReplicationDestination>;

/** A rule as ECR has it. */
export interface CopyRule {
  readonly destinations: readonly RegistryPlace[];
  /** The beginnings of the repositories' names; an empty list is for every repository. */
  readonly prefixes: readonly string[];
}

/** A rule with every setting filled in. */
export interface ResolvedRule extends CopyRule {
  readonly createRepositories: boolean;
}

/**
 * A rule with every setting filled in.
 *
 * @param ownAccountId the account of the registry that is copied from
 */
export function resolveRule(rule: ReplicationRule, ownAccountId: string): ResolvedRule {
  const { destinations, environments = [], prefixes = [], createRepositories = false } = rule;
  return {
    destinations: destinations.map(({ region, accountId = ownAccountId }) => ({
      region,
      accountId,
    })),
    prefixes: [...environments.map((environment) => `${environment}/`), ...prefixes],
    createRepositories,
  };
}

/** Whether two places are one registry. */
export function isSameRegistry(one: RegistryPlace, other: RegistryPlace): boolean {
  return one.region === other.region && one.accountId === other.accountId;
}
