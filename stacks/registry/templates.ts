import { EcrRepositoryCreationTemplate } from "@cdktf/provider-aws/lib/ecr-repository-creation-template/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Construct } from "constructs";
import { TEMPLATE_ROLE_TRUST } from "../../policies/registry/creation-template-role.ts";
import { grantsAnything, writtenPolicy } from "../../settings/access/written-access.ts";
import { lifecyclePolicy } from "../../settings/lifecycle/lifecycle.ts";
import { partitionOf } from "../../settings/partition.ts";
import { policyText } from "../../settings/policy-text.ts";
import type { CreationTemplate } from "../../settings/registry/creation-template.ts";
import { prefixAddress } from "../../settings/registry/prefix-address.ts";
import type { CompleteRegistrySettings } from "../../settings/registry/registry-settings.ts";
import { templateRepository } from "../../settings/registry/template-repository.ts";
import { needsOurRole, ourRolePolicy } from "../../settings/registry/template-role.ts";
import type { Repository } from "../../settings/repository.ts";

type Place = Pick<CompleteRegistrySettings, "region" | "accountId">;

/** Adds the creation templates of a registry: `aws_ecr_repository_creation_template.docker-hub`. */
export function addTemplates(
  scope: Construct,
  { creationTemplates, region, accountId }: CompleteRegistrySettings,
): void {
  const place = { region, accountId };
  const holder = new Construct(scope, "templates");
  const role = creationTemplates.some(needsOurRole)
    ? addRole(holder, creationTemplates, place)
    : undefined;
  for (const template of creationTemplates) {
    const { prefix, appliedFor, description, customRoleArn } = template;
    const repository = templateRepository(template, place);
    const ours = needsOurRole(template) ? role : undefined;
    const { encryptionType, kmsKeyArn: kmsKey, imageTagMutability, tags } = repository;
    new EcrRepositoryCreationTemplate(holder, `template.${prefix.replaceAll("/", "__")}`, {
      prefix,
      appliedFor: [...appliedFor],
      ...(description !== undefined && { description: policyText(description) }),
      imageTagMutability,
      encryptionConfiguration: [{ encryptionType, kmsKey }],
      lifecyclePolicy: lifecycleText(repository),
      repositoryPolicy: accessText(repository, place),
      ...(Object.keys(tags).length > 0 && { resourceTags: tags }),
      customRoleArn: ours?.role.arn ?? customRoleArn,
      // ECR takes the role at once if an image arrives.
      dependsOn: ours && [ours.policy],
    }).overrideLogicalId(prefixAddress(prefix));
  }
}

interface OurRole {
  readonly role: IamRole;
  readonly policy: IamRolePolicy;
}

function addRole(scope: Construct, templates: readonly CreationTemplate[], place: Place): OurRole {
  const role = new IamRole(scope, "role", {
    name: `ecr-creation-templates-${place.region}`,
    description: "Lets ECR create repositories by the creation templates of the registry",
    assumeRolePolicy: TEMPLATE_ROLE_TRUST,
  });
  role.overrideLogicalId("creation_templates");
  const policy = new IamRolePolicy(scope, "role_policy", {
    name: "create-repositories",
    role: role.name,
    policy: ourRolePolicy(templates, place),
  });
  policy.overrideLogicalId("creation_templates");
  return { role, policy };
}

function lifecycleText({ lifecycle }: Repository): string | undefined {
  const policy = lifecyclePolicy(lifecycle);
  return policy && policyText(JSON.stringify(policy));
}

function accessText(
  { access, repositoryPolicy }: Repository,
  { region, accountId }: Place,
): string | undefined {
  if (repositoryPolicy !== undefined) return policyText(repositoryPolicy);
  if (!grantsAnything(access)) return undefined;
  return writtenPolicy(access, { region, partition: partitionOf(region), accountId });
}
