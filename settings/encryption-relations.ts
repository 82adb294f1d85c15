import type { CompleteSettings } from "./settings.ts";
import type { Source } from "./sources.ts";

/** A rule between `encryptionType` and `kmsKeyArn`, which TypeScript and Terraform both check. */
export interface EncryptionRelation {
  /** The rule in words, to follow `kmsKeyArn`. */
  readonly must: string;
  readonly source: Source;
  holds(settings: Pick<CompleteSettings, "encryptionType" | "kmsKeyArn">): boolean;
  /** The rule as a Terraform condition. */
  condition(encryptionType: string, kmsKeyArn: string): string;
}

const SOURCE = "the ECR module's document, Encryption";

export const ENCRYPTION_RELATIONS: readonly EncryptionRelation[] = [
  {
    must: "must be the ARN of a key if the encryption type is KMS",
    source: SOURCE,
    holds: ({ encryptionType, kmsKeyArn }) => encryptionType !== "KMS" || kmsKeyArn !== null,
    condition: (type, key) => `${type} != "KMS" || ${key} != null`,
  },
  {
    must: "must be null if the encryption type is AES256",
    source: SOURCE,
    holds: ({ encryptionType, kmsKeyArn }) => encryptionType !== "AES256" || kmsKeyArn === null,
    condition: (type, key) => `${type} != "AES256" || ${key} == null`,
  },
];
