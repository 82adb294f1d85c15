import { EcrAccountSetting } from "@cdktf/provider-aws/lib/ecr-account-setting/index.js";
import { EcrPullThroughCacheRule } from "@cdktf/provider-aws/lib/ecr-pull-through-cache-rule/index.js";
import { EcrRegistryPolicy } from "@cdktf/provider-aws/lib/ecr-registry-policy/index.js";
import { EcrRegistryScanningConfiguration } from "@cdktf/provider-aws/lib/ecr-registry-scanning-configuration/index.js";
import { EcrReplicationConfiguration } from "@cdktf/provider-aws/lib/ecr-replication-configuration/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { TerraformCount, TerraformOutput, Token } from "cdktf";
import type { Construct } from "constructs";
import { ROOT } from "../../settings/registry/prefix.ts";
import { hasLogin } from "../../settings/registry/pull-through-cache-rules.ts";
import { policyOf } from "../../settings/registry-module/policy-variables.ts";
import { REGISTRY_OUTPUTS, REGISTRY_VARIABLES } from "../../settings/registry-module/variables.ts";
import { requireVersions } from "../versions.ts";
import { checked } from "./locals.ts";
import { declareVariables } from "./module-variables.ts";
import { declareRegistryLocals } from "./registry-module-locals.ts";
import { TerraformModuleStack } from "./terraform-module-stack.ts";

/**
 * The Terraform module `modules/ecr-registry`: what a `RegistryStack` writes, with Terraform
 * variables for its settings. What is not set stays as AWS has it.
 */
export class RegistryModuleStack extends TerraformModuleStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    // CDKTF requires a provider. The module that is written has none.
    new AwsProvider(this, "aws");
    requireVersions(this);
    declareVariables(this, REGISTRY_VARIABLES);
    declareRegistryLocals(this);
    this.addScanning();
    this.addAccountSetting("BASIC_SCAN_TYPE_VERSION");
    this.addReplication();
    this.addCaches();
    const policyScope = this.addAccountSetting("REGISTRY_POLICY_SCOPE");
    new EcrRegistryPolicy(this, "policy", {
      count: countIf("local.has_policy"),
      policy: `\${${policyOf("var.policy_statements")}}`,
      // AWS refuses a policy that its scope does not allow yet.
      dependsOn: [policyScope],
    });
    this.declareOutputs();
  }

  private addScanning(): void {
    const scanning = new EcrRegistryScanningConfiguration(this, "scanning", {
      count: countIf("local.scan_type != null"),
      scanType: "${local.scan_type}",
    });
    scanning.addOverride(
      "dynamic",
      blocks("rule", "local.scanning_rules", {
        scan_frequency: "${rule.value.scan_frequency}",
        dynamic: blocks("repository_filter", "rule.value.filters", {
          filter: "${repository_filter.value}",
          filter_type: "WILDCARD",
        }),
      }),
    );
  }

  private addReplication(): void {
    const replication = new EcrReplicationConfiguration(this, "replication", {
      count: countIf("length(local.replication_rules) > 0"),
    });
    replication.addOverride(
      "replication_configuration.dynamic",
      blocks("rule", "local.replication_rules", {
        dynamic: {
          ...blocks("destination", "rule.value.destinations", {
            region: "${destination.value.region}",
            registry_id: "${destination.value.registry_id}",
          }),
          ...blocks("repository_filter", "rule.value.prefixes == null ? [] : rule.value.prefixes", {
            filter: "${repository_filter.value}",
            filter_type: "PREFIX_MATCH",
          }),
        },
      }),
    );
  }

  private addCaches(): void {
    const problem = (name: string) => `local.cache_problems[each.key].${name}`;
    // If it is left out, AWS may answer ROOT, and each plan would replace the rule.
    const upstreamPrefix = `each.value.upstream_repository_prefix == null && ${hasLogin("role", "each.value")} ? "${ROOT}" : each.value.upstream_repository_prefix`;
    const cache = new EcrPullThroughCacheRule(this, "cache", {
      ecrRepositoryPrefix: "${each.key}",
      upstreamRegistryUrl: "${each.value.upstream_registry_url}",
      upstreamRepositoryPrefix: `\${${checked(`(${upstreamPrefix})`, problem("upstream_repository_prefix"))}}`,
      credentialArn: `\${${checked("each.value.credential_arn", problem("credential_arn"))}}`,
      customRoleArn: `\${${checked("each.value.custom_role_arn", problem("custom_role_arn"))}}`,
    });
    cache.addOverride("for_each", "${local.pull_through_caches}");
  }

  private addAccountSetting(name: string): EcrAccountSetting {
    const id = name.toLowerCase();
    const setting = new EcrAccountSetting(this, `setting.${id}`, {
      count: countIf(`var.${id} != null`),
      name,
      value: `\${var.${id}}`,
    });
    setting.overrideLogicalId(id);
    return setting;
  }

  private declareOutputs(): void {
    const ids = [
      "aws_ecr_registry_scanning_configuration.scanning[*].registry_id",
      "aws_ecr_replication_configuration.replication[*].registry_id",
      "values(aws_ecr_pull_through_cache_rule.cache)[*].registry_id",
      "aws_ecr_registry_policy.policy[*].registry_id",
      "[null]",
    ];
    new TerraformOutput(this, "registry_id", {
      description: REGISTRY_OUTPUTS.registry_id,
      value: `\${concat(${ids.join(", ")})[0]}`,
    });
  }
}

/** A block for each of a list. */
function blocks(type: string, list: string, content: object) {
  return { [type]: { for_each: `\${${list}}`, content } };
}

function countIf(condition: string): TerraformCount {
  return TerraformCount.of(Token.asNumber(`\${${condition} ? 1 : 0}`));
}
