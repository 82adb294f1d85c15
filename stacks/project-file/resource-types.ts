/** Terraform's resource types that make up a repository; each is imported by the repository's name. */
export const RESOURCE_TYPES = [
  "aws_ecr_repository",
  "aws_ecr_lifecycle_policy",
  "aws_ecr_repository_policy",
] as const;

/** A type of resource that makes up a repository. */
export type ResourceType = (typeof RESOURCE_TYPES)[number];
