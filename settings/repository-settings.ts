import type { EcrSettings } from "./settings.ts";

/** Settings that a repository may have for itself; none of them replaces it. */
export type RepositoryOverrides = Pick<
  EcrSettings,
  "maxImageCount" | "imageTagMutability" | "scanOnPush" | "crossAccountIds" | "tags"
>;

/**
 * A repository of an environment, for one container image.
 *
 * `component`, `name` and `shared` are for good: a change replaces the repository.
 *
 * Settings of its own take the place of the environment's. Its `tags` are laid over the
 * environment's, and its `crossAccountIds` have an effect only if the environment has
 * `enableCrossAccountAccess`.
 */
export interface RepositorySettings extends RepositoryOverrides {
  /**
   * Key in the outputs, `Component` tag, and Terraform name of the resources. 1 to 64 letters,
   * digits, `_` and `-`, a letter first.
   */
  readonly component: string;

  /**
   * Name below the environment's (`{environment}/{name}`), or the full name of a shared repository
   * (`thirdparty/redis`).
   */
  readonly name: string;

  /**
   * Whether one repository serves all environments. The environment with `createThirdpartyRepos`
   * creates it.
   *
   * @default false
   */
  readonly shared?: boolean;

  /** What the image is for, in a few words. */
  readonly purpose: string;

  /**
   * `"unmanaged"` leaves the lifecycle policy in AWS alone. `maxImageCount`, the repository's or the
   * environment's, must then be 0 or null. If the stack created the policy, run
   * `terraform state rm` first, or the next apply deletes it.
   *
   * @default - the lifecycle policy follows `maxImageCount`
   */
  readonly lifecyclePolicy?: "unmanaged";

  /**
   * `"unmanaged"` leaves the repository policy in AWS alone. `crossAccountIds`, the repository's or
   * the environment's, must then be empty, or the access off. If the stack created the policy, run
   * `terraform state rm` first, or the next apply deletes it.
   *
   * @default - the repository policy follows `crossAccountIds`
   */
  readonly repositoryPolicy?: "unmanaged";

  /**
   * The component before it was renamed, or all that it had, the oldest first. Terraform 1.1 or
   * later then moves the resources to their new address, out of a state at any of these names,
   * instead of replacing them. A name stands here once, and is no repository's component. Source:
   * Terraform, Refactoring.
   *
   * @default [] - it was not renamed
   */
  readonly formerly?: string | readonly string[];
}
