import type { Construct } from "constructs";
import {
  allowPull,
  MAX_REPOSITORY_POLICY_LENGTH,
  mostAccounts,
} from "../../policies/access/allow-pull.ts";
import { keepNewest } from "../../policies/lifecycle/keep-newest.ts";
import { ENCRYPTION_RELATIONS } from "../../settings/encryption-relations.ts";
import { hcl } from "../../settings/hcl.ts";
import type { RepositorySettings } from "../../settings/repository-settings.ts";
import type { Setting } from "../../settings/setting.ts";
import { addLocals, checked, defaults, firstProblem } from "./locals.ts";

/** Declares the locals of the module: the values that its resources share. */
export function declareLocals(
  scope: Construct,
  settings: Readonly<Record<string, Setting<unknown>>>,
  repositories: readonly RepositorySettings[],
): void {
  const locals = {
    ...defaults(settings),
    ...kmsKey(),
    ...lifecyclePolicy(),
    ...repositoryPolicy(repositories),
  };
  addLocals(scope, locals);
}

function kmsKey() {
  const checks = ENCRYPTION_RELATIONS.map(({ must, source, condition }) => ({
    holds: condition("local.encryption_type", "var.kms_key_arn"),
    message: `kms_key_arn is \${coalesce(var.kms_key_arn, "null")}: ${must} (${source})`,
  }));
  return {
    kms_key_problem: firstProblem(checks),
    kms_key_arn: checked("var.kms_key_arn", "local.kms_key_problem"),
  };
}

function lifecyclePolicy() {
  return {
    has_lifecycle_policy: "local.max_image_count >= 1",
    lifecycle_policy: `local.has_lifecycle_policy ? jsonencode(${hcl(keepNewest("${local.max_image_count}"))}) : null`,
  };
}

function repositoryPolicy(repositories: readonly RepositorySettings[]) {
  const certain = repositories.find(({ shared }) => !shared);
  const room = ["aws", "aws-cn", "aws-us-gov"].map((name) => `${mostAccounts(name)} in ${name}`);
  const message = `cross_account_ids has \${length(local.cross_account_ids)} accounts: must be at most ${room.join(", ")}, so that the repository policy is at most ${MAX_REPOSITORY_POLICY_LENGTH} characters (ECR API, SetRepositoryPolicy)`;
  // The first plan knows neither the partition nor the policy's length. A list that is too long for
  // every partition is refused even then.
  const fits = `length(local.cross_account_ids) > ${mostAccounts("aws")} ? false : length(local.repository_policy_json) <= ${MAX_REPOSITORY_POLICY_LENGTH}`;
  return {
    // From the ARN that AWS gave a repository: known in every plan except the first. A data source
    // would be read late if a dependency in the caller's `depends_on` changes. element() also works
    // on the ARNs of the mock providers of `terraform test`.
    partition: `element(split(":", aws_ecr_repository.${certain?.component}.arn), 1)`,
    has_repository_policy:
      "local.enable_cross_account_access && (length(local.cross_account_ids) > 0)",
    cross_account_arns:
      '[for id in local.cross_account_ids : "arn:${local.partition}:iam::${id}:root"]',
    repository_policy_json: `jsonencode(${hcl(allowPull("${local.cross_account_arns}"))})`,
    repository_policy_problem: `local.has_repository_policy ? ((${fits}) ? null : ${hcl(message)}) : null`,
    repository_policy: `local.has_repository_policy ? (${checked("local.repository_policy_json", "local.repository_policy_problem")}) : null`,
  };
}
