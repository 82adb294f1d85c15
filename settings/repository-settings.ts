import type { LifecycleRule } from "../policies/lifecycle/lifecycle-rule.ts";
import type { RepositoryAccessSettings } from "./access/access-settings.ts";
import type { EcrSettings } from "./settings.ts";

/** Settings of the environment that a repository may override. A change replaces no repository. */
export type RepositoryOverrides = Pick<
  EcrSettings,
  "maxImageCount" | "imageTagMutability" | "scanOnPush" | "crossAccountIds" | "tags"
>;

/**
 * A repository of an environment, for one container image.
 *
 * A change of `component`, `name` or `shared` replaces the repository.
 *
 * Its own settings take the place of the environment's. Its `tags` are added to the environment's,
 * and its `crossAccountIds` have an effect only if the environment's `enableCrossAccountAccess` is
 * true.
 */
export interface RepositorySettings extends RepositoryOverrides, RepositoryAccessSettings {
  /**
   * Key in the outputs, `Component` tag, and Terraform name of the resources. 1 to 64 letters,
   * digits, `_` and `-`, with a letter first.
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
   * Which images the repository keeps. They take the place of the environment's `lifecycleRules`
   * and `maxImageCount`; an empty list keeps every image. Source: Lifecycle policies.
   *
   * @default - those of the environment
   */
  readonly lifecycleRules?: readonly LifecycleRule[];

  /**
   * The lifecycle policy as ECR takes it, an object or its JSON text, if `lifecycleRules` cannot
   * describe it. It takes the place of the environment's `lifecycleRules` and `maxImageCount`.
   *
   * `"unmanaged"` leaves the lifecycle policy in AWS alone. The `maxImageCount` that applies to the
   * repository must then be 0 or null, and the `lifecycleRules` empty. If the stack created the
   * policy, run `terraform state rm` first, or the next apply deletes it.
   *
   * @default - the lifecycle policy follows `lifecycleRules` or `maxImageCount`
   */
  readonly lifecyclePolicy?: "unmanaged" | string | object;

  /**
   * The earlier component of a renamed repository, or a list of all earlier ones, the oldest first.
   * Terraform 1.1 or later then moves the resources to their new address instead of replacing them,
   * if the state has them under any of these names. Each name is listed once, and no repository of
   * the environment has it as its component. Source: Terraform, Refactoring.
   *
   * @default [] - it was not renamed
   */
  readonly formerly?: string | readonly string[];
}
