import type { LifecycleRule } from "../policies/lifecycle/lifecycle-rule.ts";
import type { AccessSettings } from "./access/access-settings.ts";
import type { KmsKeySettings } from "./kms-key.ts";
import type { RepositorySettings } from "./repository-settings.ts";
import type { CompleteSettings, EcrSettings } from "./settings.ts";

/** The settings of an environment stack. */
export interface EnvironmentSettings extends EcrSettings, AccessSettings {
  /**
   * Name of the AWS region.
   *
   * @default "us-east-1"
   */
  readonly region?: string;

  /**
   * The AWS account to deploy to, 12 digits. Terraform then refuses the credentials of any other.
   * With `null`, any account's credentials are accepted.
   *
   * @default null
   */
  readonly accountId?: string | null;

  /**
   * Deletion protection: whether a plan that would destroy or replace a repository fails.
   * Terraform's `prevent_destroy`.
   *
   * @default true, but false in development
   */
  readonly preventDestroy?: boolean;

  /**
   * Makes the KMS key of the repositories, in the place of `kmsKeyArn`: `{}`, or with an alias. It
   * needs the `encryptionType` `"KMS"`. The key rotates each year, and its deletion takes 30 days.
   * With `preventDestroy`, a plan that would destroy it fails. Once a key is gone, so are the images
   * that it encrypts: nobody can read them. Source: README, Encryption.
   *
   * @default null - the key is `kmsKeyArn`
   */
  readonly kmsKey?: KmsKeySettings | null;

  /**
   * Which images each repository keeps, in the place of `maxImageCount`. The first rule that an
   * image matches decides about it. Source: Lifecycle policies.
   *
   * @default [] - the lifecycle policy follows `maxImageCount`
   */
  readonly lifecycleRules?: readonly LifecycleRule[];

  /**
   * The repositories of the environment.
   *
   * @default DOCUMENTED_REPOSITORIES - those of the Artos platform
   */
  readonly repositories?: readonly RepositorySettings[];
}

/** The settings of an environment stack with every default filled in. */
export type CompleteEnvironmentSettings = CompleteSettings &
  Required<Omit<EnvironmentSettings, keyof EcrSettings>>;
