/**
 * The settings of one environment's repositories: the documented variables of `modules/ecr` in
 * camelCase. Their rules are in setting-table.ts. If a value breaks a rule, the synth writes
 * nothing and reports the setting, the value and the rule.
 */
export interface EcrSettings {
  /**
   * Name of the environment: the first segment of its repositories' names and their `Environment`
   * tag. Lower-case letters and digits, in parts joined by `.`, `_` or `-`; not `thirdparty`.
   */
  readonly environment: string;

  /**
   * Whether ECR scans an image for vulnerabilities when it is pushed.
   *
   * @default true
   */
  readonly scanOnPush?: boolean;

  /**
   * Whether a tag can be pushed again: `MUTABLE` or `IMMUTABLE`.
   *
   * @default "IMMUTABLE"
   */
  readonly imageTagMutability?: ImageTagMutability;

  /**
   * Encryption at rest: `AES256` with a key of AWS, `KMS` with the key in `kmsKeyArn`. A change
   * replaces the repositories.
   *
   * @default "AES256"
   */
  readonly encryptionType?: EncryptionType;

  /**
   * ARN of the KMS key, in the repositories' region. Required with `KMS`, refused with `AES256`.
   * Not an alias: ECR stores the key's ARN, and Terraform would replace the repositories at every
   * plan. A change replaces the repositories.
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
   * Whether the accounts in `crossAccountIds` may pull.
   *
   * @default false
   */
  readonly enableCrossAccountAccess?: boolean;

  /**
   * AWS accounts that may pull, 12 digits each, in the order the policy lists them.
   *
   * @default []
   */
  readonly crossAccountIds?: readonly string[];

  /**
   * Whether to create the `thirdparty/*` repositories. True in one environment only: their names
   * are the same everywhere.
   *
   * @default false
   */
  readonly createThirdpartyRepos?: boolean;

  /**
   * Tags of every repository. The automatic tags `Environment` and `Component` replace tags of
   * these names.
   *
   * @default {}
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** @see EcrSettings.imageTagMutability */
export type ImageTagMutability = "MUTABLE" | "IMMUTABLE";

/** @see EcrSettings.encryptionType */
export type EncryptionType = "AES256" | "KMS";

/** The settings with all defaults filled in. */
export type CompleteSettings = Required<EcrSettings>;
