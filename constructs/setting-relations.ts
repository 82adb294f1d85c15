import type { CompleteSettings } from "./settings.ts";

/** A rule that looks at more than one setting. */
export interface RelationCheck<T> {
  /** The setting that is to be changed. */
  readonly setting: keyof T;
  /** The rule in words, to follow the setting's name. */
  readonly must: string;
  /** Where the rule comes from. */
  readonly source: string;
  readonly holds: (settings: T) => boolean;
}

/** A rule between settings that Terraform checks too. */
export interface Relation<T> extends RelationCheck<T> {
  /** The rule as a Terraform condition on the module's variables. */
  readonly condition: string;
}

const SOURCE = "the ECR module's document, Encryption";

/** The rules between `encryptionType` and `kmsKeyArn`. */
export const ENCRYPTION_RELATIONS: readonly Relation<
  Pick<CompleteSettings, "encryptionType" | "kmsKeyArn">
>[] = [
  {
    setting: "kmsKeyArn",
    must: "must be the ARN of a key where the encryption type is KMS",
    source: SOURCE,
    holds: ({ encryptionType, kmsKeyArn }) => encryptionType !== "KMS" || kmsKeyArn !== null,
    condition: 'var.encryption_type != "KMS" || var.kms_key_arn != null',
  },
  {
    setting: "kmsKeyArn",
    must: "must be null where the encryption type is AES256",
    source: SOURCE,
    holds: ({ encryptionType, kmsKeyArn }) => encryptionType !== "AES256" || kmsKeyArn === null,
    condition: 'var.encryption_type != "AES256" || var.kms_key_arn == null',
  },
];
