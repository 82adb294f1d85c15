import { templateRolePolicy } from "../../policies/registry/creation-template-role.ts";
import { partitionOf } from "../partition.ts";
import type { Problem } from "../problem.ts";
import type { CreationTemplate } from "./creation-template.ts";
import type { RegistryPlace } from "./replication.ts";

/** The most characters of the policies in a role. Source: IAM and STS quotas. */
const MAX_LENGTH = 10_240;

/** Whether a template takes the role that the stack makes: ECR needs one for tags and keys. */
export function needsOurRole({ tags = {}, kmsKeyArn, customRoleArn }: CreationTemplate): boolean {
  const needsRole = (kmsKeyArn ?? null) !== null || Object.keys(tags).length > 0;
  return needsRole && customRoleArn === undefined;
}

/** The policy of the role that the stack makes. */
export function ourRolePolicy(
  templates: readonly CreationTemplate[],
  { region, accountId }: RegistryPlace,
): string {
  return templateRolePolicy(
    templates.filter(needsOurRole).map(({ prefix, kmsKeyArn }) => ({
      prefix,
      kmsKeyArn: kmsKeyArn ?? undefined,
    })),
    { partition: partitionOf(region), region, accountId },
  );
}

/** What is wrong with that policy. */
export function ourRoleProblems(
  templates: readonly CreationTemplate[],
  place: RegistryPlace,
): Problem[] {
  const { length } = ourRolePolicy(templates, place);
  if (length <= MAX_LENGTH) return [];
  return [
    {
      path: "creationTemplates",
      value: `${length} characters in the policy of their role`,
      must: `must give a policy of at most ${MAX_LENGTH} characters: set customRoleArn in some of them`,
      source: "IAM and STS quotas",
    },
  ];
}
