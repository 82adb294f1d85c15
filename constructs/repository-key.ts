import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key/index.js";
import { Construct } from "constructs";

/** The props of a key. */
export interface RepositoryKeyProps {
  /** Such as `alias/ecr/production`. */
  readonly alias: string;
  /** Shown in AWS. */
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether a plan that would destroy the key fails. */
  readonly preventDestroy: boolean;
}

/** The longest that AWS waits before it deletes a key. Source: AWS KMS, ScheduleKeyDeletion. */
const DELETION_WINDOW_IN_DAYS = 30;

/**
 * The KMS key of a stack's repositories: `aws_kms_key.ecr`, `aws_kms_alias.ecr`. It has the key policy
 * that AWS gives a key by default: the IAM policies of its account decide. Whoever creates a
 * repository needs `kms:CreateGrant` and `kms:DescribeKey`. Whoever pulls needs nothing, also in
 * another account, since ECR decrypts by a grant. Source: Amazon ECR User Guide, Encryption at rest.
 */
export class RepositoryKey extends Construct {
  /** The key itself, to refer to and to override. */
  readonly resource: KmsKey;

  /**
   * @param scope the stack, or a construct in it
   * @param id any id; it does not become part of an address
   */
  constructor(scope: Construct, id: string, props: RepositoryKeyProps) {
    super(scope, id);
    this.resource = new KmsKey(this, "key", {
      description: props.description,
      enableKeyRotation: true,
      deletionWindowInDays: DELETION_WINDOW_IN_DAYS,
      tags: props.tags,
      lifecycle: { preventDestroy: props.preventDestroy },
    });
    this.resource.overrideLogicalId("ecr");
    new KmsAlias(this, "alias", {
      name: props.alias,
      targetKeyId: this.resource.keyId,
    }).overrideLogicalId("ecr");
  }
}
