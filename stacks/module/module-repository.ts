import { TerraformCount, Token } from "cdktf";
import type { Construct } from "constructs";
import { ImageRepository } from "../../constructs/image-repository.ts";
import { accountArn, allowPull } from "../../policies/access/allow-pull.ts";
import { hcl } from "../../settings/hcl.ts";
import { lifecyclePolicy, ownLifecycle } from "../../settings/lifecycle/lifecycle.ts";
import { policyText } from "../../settings/policy-text.ts";
import { repositoryName } from "../../settings/repository-name.ts";
import type { RepositorySettings } from "../../settings/repository-settings.ts";

/** Whether a repository exists: true, or a Terraform expression if it is shared. */
export function existence(shared = false): true | string {
  return shared ? "${local.create_thirdparty_repos}" : true;
}

/**
 * Creates a repository of the module. Its own settings are literal values, all others are Terraform
 * expressions.
 */
export function createRepository(scope: Construct, settings: RepositorySettings): ImageRepository {
  const { component, shared } = settings;
  const tags = { ...settings.tags, Component: component, Environment: "${var.environment}" };
  const exists = shared ? ["local.create_thirdparty_repos"] : [];
  const repository = new ImageRepository(scope, `image.${component}`, {
    component,
    count: countIf(exists),
    name: repositoryName(settings, "${var.environment}"),
    imageTagMutability: settings.imageTagMutability ?? "${local.image_tag_mutability}",
    scanOnPush: settings.scanOnPush ?? Token.asAny("${local.scan_on_push}"),
    encryptionType: "${local.encryption_type}",
    kmsKeyArn: "${local.kms_key_arn}",
    tags: Token.asStringMap(`\${merge(local.tags, ${hcl(tags)})}`),
  });
  addLifecyclePolicy(repository, settings, exists);
  addRepositoryPolicy(repository, settings, exists);
  return repository;
}

function addLifecyclePolicy(
  repository: ImageRepository,
  settings: RepositorySettings,
  exists: readonly string[],
): void {
  if (settings.lifecyclePolicy === "unmanaged") return;
  const own = ownLifecycle(settings);
  if (own === undefined) {
    const count = countIf([...exists, "local.has_lifecycle_policy"]);
    repository.addLifecyclePolicy("${local.lifecycle_policy}", count);
    return;
  }
  const policy = lifecyclePolicy(own);
  if (policy) repository.addLifecyclePolicy(policyText(JSON.stringify(policy)), countIf(exists));
}

function addRepositoryPolicy(
  repository: ImageRepository,
  { repositoryPolicy, crossAccountIds }: RepositorySettings,
  exists: readonly string[],
): void {
  if (repositoryPolicy === "unmanaged") return;
  if (crossAccountIds === undefined) {
    const count = countIf([...exists, "local.has_repository_policy"]);
    repository.addRepositoryPolicy("${local.repository_policy}", count);
  } else if (crossAccountIds.length > 0) {
    const principals = crossAccountIds.map((id) => accountArn(id, "${local.partition}"));
    const count = countIf([...exists, "local.enable_cross_account_access"]);
    repository.addRepositoryPolicy(`\${jsonencode(${hcl(allowPull(principals))})}`, count);
  }
}

/** A `count` of 1 if every condition holds and of 0 otherwise; no `count` without conditions. */
function countIf(conditions: readonly string[]): TerraformCount | undefined {
  if (conditions.length === 0) return undefined;
  return TerraformCount.of(Token.asNumber(`\${${conditions.join(" && ")} ? 1 : 0}`));
}
