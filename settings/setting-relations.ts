import type { Problem } from "./problem.ts";
import type { CompleteSettings } from "./settings.ts";

/** Finds what is wrong between settings that are each right; paths start at the setting's name. */
export type RelationCheck<T> = (settings: T) => readonly Problem[];

/** A rule between settings. */
export interface Relation<T> {
  /** The setting that is to be changed. */
  readonly setting: keyof T & string;
  /** The rule in words, to follow the setting's name. */
  readonly must: string;
  /** Where the rule comes from. */
  readonly source: string;
  holds(settings: T): boolean;
}

/** A rule between settings that Terraform checks too. */
export interface ModuleRelation<T> extends Relation<T> {
  /** The rule as a Terraform condition on the module's variables. */
  readonly condition: string;
}

/** The check of a rule between settings. */
export function relationCheck<T>({ setting, must, source, holds }: Relation<T>): RelationCheck<T> {
  return (settings) =>
    holds(settings) ? [] : [{ path: setting, value: settings[setting], must, source }];
}

const SOURCE = "the ECR module's document, Encryption";

/** The rules between `encryptionType` and `kmsKeyArn`. */
export const ENCRYPTION_RELATIONS: readonly ModuleRelation<
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
