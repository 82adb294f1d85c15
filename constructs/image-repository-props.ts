import type { IResolvable, TerraformCount } from "cdktf";

/**
 * The props of a repository. As everywhere in CDKTF, a string may contain a Terraform expression.
 * Other strings are checked by the rules of the settings. All problems fail the synth at once.
 */
export interface ImageRepositoryProps {
  /**
   * The Terraform name of the resources: 1 to 64 letters, digits, `_` and `-`, with a letter first.
   * It must be unique in the stack.
   */
  readonly component: string;
  /** The full name: `production/frontend`. */
  readonly name: string;
  /**
   * `MUTABLE` or `IMMUTABLE`: whether a tag can be pushed again.
   *
   * @default "IMMUTABLE"
   */
  readonly imageTagMutability?: string;
  /**
   * Whether ECR scans an image when it is pushed.
   *
   * @default true
   */
  readonly scanOnPush?: boolean | IResolvable;
  /**
   * `AES256`, or `KMS` with `kmsKeyArn`. A change replaces the repository.
   *
   * @default "AES256"
   */
  readonly encryptionType?: string;
  /**
   * ARN of the KMS key. A change replaces the repository.
   *
   * @default - none
   */
  readonly kmsKeyArn?: string | undefined;
  /** @default {} */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Name of the repository's region. The ARNs in its policy depend on it.
   *
   * @default - none: `grantPull` and `grantPush` need it
   */
  readonly region?: string;
  /**
   * The repository's account, 12 digits.
   *
   * @default null - any
   */
  readonly accountId?: string | null;
  /**
   * Deletion protection: whether a plan that would destroy the repository fails.
   *
   * @default - no `lifecycle` block: the plan may destroy it, and AWS refuses while it holds images
   */
  readonly preventDestroy?: boolean;
  /**
   * Whether the repository exists: 0 or 1.
   *
   * @default - it exists, without an index in its address
   */
  readonly count?: TerraformCount | undefined;
}
