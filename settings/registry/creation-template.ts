import type { LifecycleRule } from "../../policies/lifecycle/lifecycle-rule.ts";
import type { RepositoryAccessSettings } from "../access/access-settings.ts";
import type { RepositorySettings } from "../repository-settings.ts";
import type { EncryptionType, ImageTagMutability } from "../settings.ts";

/** For what ECR creates repositories by a template. */
export const TEMPLATE_USES = ["PULL_THROUGH_CACHE", "REPLICATION"] as const;

/** @see CreationTemplate.appliedFor */
export type TemplateUse = (typeof TEMPLATE_USES)[number];

/**
 * The settings of the repositories that ECR itself creates below a prefix: with the first pull
 * through a cache, or the first image that is copied there. Without one, they have mutable tags and
 * no policy. A change has an effect on later repositories alone. The settings have the meanings and
 * the rules that they have in an environment. Source: ECR, Repository creation templates.
 */
export interface CreationTemplate extends RepositoryAccessSettings {
  /**
   * The beginning of the repositories' names, without the `/` at its end, such as `docker-hub`: 2 to
   * 256 characters. `ROOT` is for every repository that no other template is for. Of several, ECR
   * takes the longest. A change replaces the template.
   */
  readonly prefix: string;

  /** `PULL_THROUGH_CACHE`, `REPLICATION`, or both. */
  readonly appliedFor: readonly TemplateUse[];

  /** What it is for, at most 255 bytes in UTF-8; shown in AWS. */
  readonly description?: string;

  /**
   * Whether a tag can be pushed again: `MUTABLE` or `IMMUTABLE`. In a cache, ECR cannot follow the
   * upstream if a tag that is `IMMUTABLE` moves there.
   *
   * @default "MUTABLE" if it is applied for PULL_THROUGH_CACHE, otherwise "IMMUTABLE"
   */
  readonly imageTagMutability?: ImageTagMutability;

  /**
   * Encryption at rest: `AES256` with a key of AWS, `KMS` with the key in `kmsKeyArn`.
   *
   * @default "AES256"
   */
  readonly encryptionType?: EncryptionType;

  /**
   * ARN of the KMS key, in the region of the registry. Required with `KMS`, refused with `AES256`.
   *
   * @default null
   */
  readonly kmsKeyArn?: string | null;

  /**
   * How many images each repository keeps, 1 to 1000; ECR expires the oldest. `null` and 0 keep
   * every image.
   *
   * @default 0
   */
  readonly maxImageCount?: number | null;

  /**
   * Which images each repository keeps, in the place of `maxImageCount`.
   *
   * @default [] - the lifecycle policy follows `maxImageCount`
   */
  readonly lifecycleRules?: readonly LifecycleRule[];

  /**
   * The lifecycle policy as ECR takes it, an object or its JSON text.
   *
   * @default - the lifecycle policy follows `lifecycleRules` or `maxImageCount`
   */
  readonly lifecyclePolicy?: Exclude<RepositorySettings["lifecyclePolicy"], "unmanaged">;

  /**
   * The repository policy itself, as an object or as JSON text, word for word.
   *
   * @default - the repository policy follows the other settings
   */
  readonly repositoryPolicy?: Exclude<RepositorySettings["repositoryPolicy"], "unmanaged">;

  /**
   * Tags of the repositories.
   *
   * @default {}
   */
  readonly tags?: Readonly<Record<string, string>>;

  /**
   * ARN of the IAM role with which ECR sets tags and uses the KMS key. The role is in the account of
   * the registry.
   *
   * @default - a role that the stack makes, if there are tags or a key
   */
  readonly customRoleArn?: string;
}
