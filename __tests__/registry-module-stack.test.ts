import { EcrAccountSetting } from "@cdktf/provider-aws/lib/ecr-account-setting/index.js";
import { EcrPullThroughCacheRule } from "@cdktf/provider-aws/lib/ecr-pull-through-cache-rule/index.js";
import { EcrRegistryPolicy } from "@cdktf/provider-aws/lib/ecr-registry-policy/index.js";
import { EcrRegistryScanningConfiguration } from "@cdktf/provider-aws/lib/ecr-registry-scanning-configuration/index.js";
import { EcrReplicationConfiguration } from "@cdktf/provider-aws/lib/ecr-replication-configuration/index.js";
import { Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { RegistryModuleStack } from "../stacks/module/registry-module-stack.ts";

describe("modules/ecr-registry", () => {
  const json = Testing.synth(new RegistryModuleStack(Testing.app(), "module"));

  it("has a resource only if a variable asks for it", () => {
    expect(json).toHaveResourceWithProperties(EcrRegistryScanningConfiguration, {
      count: "${local.scan_type != null ? 1 : 0}",
      scan_type: "${local.scan_type}",
    });
    expect(json).toHaveResourceWithProperties(EcrReplicationConfiguration, {
      count: "${length(local.replication_rules) > 0 ? 1 : 0}",
    });
    expect(json).toHaveResourceWithProperties(EcrAccountSetting, {
      count: "${var.basic_scan_type_version != null ? 1 : 0}",
      name: "BASIC_SCAN_TYPE_VERSION",
      value: "${var.basic_scan_type_version}",
    });
  });

  it("sets the scope of the registry policy before the policy", () => {
    expect(json).toHaveResourceWithProperties(EcrRegistryPolicy, {
      count: "${local.has_policy ? 1 : 0}",
      depends_on: ["aws_ecr_account_setting.registry_policy_scope"],
    });
  });

  it("has a cache at the address of its prefix", () => {
    expect(json).toHaveResourceWithProperties(EcrPullThroughCacheRule, {
      for_each: "${local.pull_through_caches}",
      ecr_repository_prefix: "${each.key}",
    });
  });

  it("has these resources and no others: their addresses are a promise", () => {
    const resources: Record<string, object> = JSON.parse(json).resource;
    const addresses = Object.entries(resources).flatMap(([type, ofType]) =>
      Object.keys(ofType).map((name) => `${type}.${name}`),
    );
    expect(addresses.sort()).toMatchInlineSnapshot(`
      [
        "aws_ecr_account_setting.basic_scan_type_version",
        "aws_ecr_account_setting.registry_policy_scope",
        "aws_ecr_pull_through_cache_rule.cache",
        "aws_ecr_registry_policy.policy",
        "aws_ecr_registry_scanning_configuration.scanning",
        "aws_ecr_replication_configuration.replication",
      ]
    `);
  });
});
