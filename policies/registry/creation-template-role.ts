import { policyOf } from "../access/access-policy.ts";
import type { RegistryOfPolicy } from "./replication-statements.ts";

/** What of a creation template the role has to be allowed. */
export interface TemplateOfRole {
  /** The beginning of the repositories' names without the `/`, or `ROOT`. */
  readonly prefix: string;
  readonly kmsKeyArn: string | undefined;
}

/** Lets ECR take the role. Source: ECR, Repository creation templates. */
export const TEMPLATE_ROLE_TRUST = policyOf([
  {
    Action: ["sts:AssumeRole"],
    Effect: "Allow",
    Principal: { Service: "ecr.amazonaws.com" },
    Sid: "AllowEcr",
  },
]);

/**
 * What ECR does with the role: it creates the repositories of the templates, with their tags and
 * keys. Source: ECR, Repository creation templates.
 */
export function templateRolePolicy(
  templates: readonly TemplateOfRole[],
  { partition, region, accountId }: RegistryOfPolicy,
): string {
  const repositories = `arn:${partition}:ecr:${region}:${accountId}:repository/`;
  const prefixes = templates.map(({ prefix }) => (prefix === "ROOT" ? "" : `${prefix}/`));
  const keys = templates.flatMap(({ kmsKeyArn }) => kmsKeyArn ?? []);
  return policyOf([
    {
      Action: ["ecr:CreateRepository", "ecr:ReplicateImage", "ecr:TagResource"],
      Effect: "Allow",
      Resource: [...new Set(prefixes)].sort().map((prefix) => `${repositories}${prefix}*`),
      Sid: "CreateRepositories",
    },
    ...(keys.length > 0
      ? [
          {
            Action: ["kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant"],
            Effect: "Allow",
            Resource: [...new Set(keys)].sort(),
            Sid: "UseKeys",
          } as const,
        ]
      : []),
  ]);
}
