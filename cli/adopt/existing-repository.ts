import type { RepositoryPolicyText } from "../existing-policies/policy-lines.ts";
import type { ResourceType } from "../terraform/resource-types.ts";

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
  return ["aws_ecr_repository", ...policiesOf(repository).map(({ type }) => type)];
}

/** The policies that an existing repository has. */
export function policiesOf({
  name,
  lifecyclePolicy,
  repositoryPolicy,
}: ExistingRepository): RepositoryPolicyText[] {
  const texts = [
    ["aws_ecr_lifecycle_policy", lifecyclePolicy],
    ["aws_ecr_repository_policy", repositoryPolicy],
  ] as const;
  return texts.flatMap(([type, json]) => (json === null ? [] : [{ type, repository: name, json }]));
}
