import type { EcrSettings } from "./settings.ts";

/** Settings that an image may have for itself; none of them replaces the repository. */
export type RepositoryOverrides = Pick<
  EcrSettings,
  "maxImageCount" | "imageTagMutability" | "scanOnPush" | "crossAccountIds" | "tags"
>;

/**
 * A container image that gets a repository of its own. What each part must be is said once, in
 * {@link REPOSITORY_SETTINGS} (image-table.ts).
 *
 * Component, name and whether it is shared are for good: a change replaces the repository, and its
 * images are gone.
 *
 * The settings of an image take the place of the environment's. Its `tags` are laid over the
 * environment's, and its `crossAccountIds` count where the environment enables the access.
 */
export interface RepositorySettings extends RepositoryOverrides {
  /**
   * The image's key in the outputs, its `Component` tag and the name of its Terraform resources.
   * Letters, digits, `_` and `-`, a letter first.
   */
  readonly component: string;

  /**
   * Name of the repository: below the environment's (`{environment}/{name}`), or the full name
   * (`thirdparty/redis`) of a shared one.
   */
  readonly name: string;

  /**
   * Whether one repository serves all environments. The environment with `createThirdpartyRepos`
   * has it.
   *
   * @default false
   */
  readonly shared?: boolean;

  /** What the image is for, in a few words. */
  readonly purpose: string;

  /**
   * `"unmanaged"` leaves the lifecycle policy that the repository has in AWS alone: the stack makes
   * none, so that `maxImageCount`, the image's or the environment's, must be 0 or null. One that the
   * stack has made before is deleted by the next apply, unless `terraform state rm` goes first.
   *
   * @default - the lifecycle policy is that of `maxImageCount`
   */
  readonly lifecyclePolicy?: "unmanaged";

  /**
   * `"unmanaged"` leaves the repository policy that the repository has in AWS alone: the stack makes
   * none, so that `crossAccountIds`, the image's or the environment's, must be empty, or the access
   * off. One that the stack has made before is deleted by the next apply, unless `terraform state rm`
   * goes first.
   *
   * @default - the repository policy is that of `crossAccountIds`
   */
  readonly repositoryPolicy?: "unmanaged";

  /**
   * The component before it was renamed, or a list of all that it had, the oldest first. Terraform
   * then moves the repository and its policies to their new address (Terraform 1.1 or later) instead
   * of replacing them, out of a state at any of these names. Each is a component's name, listed once
   * in all images; any other is a problem. Source: Terraform, Refactoring.
   *
   * @default [] - it was not renamed
   */
  readonly formerly?: string | readonly string[];
}

/** The full name of an image's repository in an environment. */
export function repositoryName({ name, shared }: RepositorySettings, environment: string): string {
  return shared ? name : `${environment}/${name}`;
}

const OVERRIDES = [
  "maxImageCount",
  "imageTagMutability",
  "scanOnPush",
  "crossAccountIds",
  "tags",
] as const satisfies readonly (keyof RepositoryOverrides)[];

/** The settings that an image has for itself, and no others. */
export function overridesOf(image: RepositorySettings): RepositoryOverrides {
  const own = OVERRIDES.filter((name) => image[name] !== undefined);
  return Object.fromEntries(own.map((name) => [name, image[name]]));
}
