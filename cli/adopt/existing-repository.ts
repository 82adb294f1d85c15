import type { ResourceType } from "../resource-types.ts";

/** A repository as it is now in AWS. */
export interface ExistingRepository {
  /** The full name: `production/frontend`. */
  readonly name: string;
  readonly imageTagMutability: string;
  readonly scanOnPush: boolean;
  readonly encryptionType: string;
  /** `null` unless the images are encrypted with a KMS key. */
  readonly kmsKeyArn: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** JSON, or `null` where there is none. */
  readonly lifecyclePolicy: string | null;
  /** JSON, or `null` where there is none. */
  readonly repositoryPolicy: string | null;
}

/** The types of resources that an existing repository has. */
export function typesOf(repository: ExistingRepository): ResourceType[] {
  const { lifecyclePolicy, repositoryPolicy } = repository;
  return [
    "aws_ecr_repository",
    ...(lifecyclePolicy === null ? [] : ["aws_ecr_lifecycle_policy" as const]),
    ...(repositoryPolicy === null ? [] : ["aws_ecr_repository_policy" as const]),
  ];
}
