import type { ResourceType } from "../../stacks/project-file/resource-types.ts";
import type { ExistingPolicy } from "../existing-policies/policy-lines.ts";

/** A repository as it is in AWS now. */
export interface ExistingRepository {
  /** The full name: `production/frontend`. */
  readonly name: string;
  readonly imageTagMutability: string;
  readonly scanOnPush: boolean;
  readonly encryptionType: string;
  /** `null` unless the images are encrypted with a KMS key. */
  readonly kmsKeyArn: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** JSON; `null` if there is none. */
  readonly lifecyclePolicy: string | null;
  /** JSON; `null` if there is none. */
  readonly repositoryPolicy: string | null;
}

/** The types of Terraform resources that an existing repository consists of. */
export function typesOf(repository: ExistingRepository): ResourceType[] {
  return ["aws_ecr_repository", ...policiesOf(repository).map(({ type }) => type)];
}

/** The policies of an existing repository. */
export function policiesOf({
  name,
  lifecyclePolicy,
  repositoryPolicy,
}: ExistingRepository): ExistingPolicy[] {
  const policies = [
    ["aws_ecr_lifecycle_policy", lifecyclePolicy],
    ["aws_ecr_repository_policy", repositoryPolicy],
  ] as const;
  return policies.flatMap(([type, json]) =>
    json === null ? [] : [{ type, repository: name, json }],
  );
}
