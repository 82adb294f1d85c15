import type { BASIC_SCAN_TYPE_VERSION, REGISTRY_POLICY_SCOPE } from "./account-settings.ts";
import type { CreationTemplate } from "./creation-template.ts";
import type { PullThroughCache } from "./pull-through-cache.ts";
import type { ReplicationRule } from "./replication.ts";
import type { Scanning } from "./scanning.ts";

/**
 * The settings of a registry stack: what an account has once in each region. If a value breaks a
 * rule, the synth writes nothing and reports the setting, the value and the rule.
 */
export interface RegistrySettings {
  /**
   * Name of the AWS region.
   *
   * @default "us-east-1"
   */
  readonly region?: string;

  /** The AWS account of the registry, 12 digits. Terraform refuses the credentials of any other. */
  readonly accountId: string;

  /**
   * Which repositories ECR scans for vulnerabilities, and when.
   *
   * @default null - the stack leaves the configuration in AWS alone
   */
  readonly scanning?: Scanning | null;

  /**
   * Which program a basic scan runs: `AWS_NATIVE`. An older account may still be set to `CLAIR`, which
   * AWS has retired. A destroy leaves the account setting as it is. Source: ECR API,
   * PutAccountSetting.
   *
   * @default null - the stack leaves the account setting in AWS alone
   */
  readonly basicScanTypeVersion?: typeof BASIC_SCAN_TYPE_VERSION | null;

  /**
   * Which repositories ECR copies to other regions and accounts.
   *
   * @default [] - the stack leaves the configuration in AWS alone
   */
  readonly replication?: readonly ReplicationRule[];

  /**
   * Which upstream registries are cached, and below which prefix.
   *
   * @default [] - none
   */
  readonly pullThroughCaches?: readonly PullThroughCache[];

  /**
   * The settings of the repositories that ECR creates, for a cache or for replication.
   *
   * @default [] - such repositories have mutable tags and no policy
   */
  readonly creationTemplates?: readonly CreationTemplate[];

  /**
   * Statements of one's own in the registry policy, each with `Effect`, `Principal`, `Action` and
   * `Resource`: ARNs of this registry's repositories. Their Sids differ from all others. Put last
   * into the policy, after what the replication of other registry stacks of the app needs. Source:
   * ECR, Private registry permissions.
   *
   * @default []
   */
  readonly policyStatements?: readonly object[];

  /**
   * Which actions the registry policy may have: with `V2` every action of ECR. An older account may
   * still be set to `V1`, which allows those of replication and caches alone. A destroy leaves the
   * account setting as it is. Source: ECR API, PutAccountSetting.
   *
   * @default null - the stack leaves the account setting in AWS alone
   */
  readonly registryPolicyScope?: typeof REGISTRY_POLICY_SCOPE | null;
}

/** The settings of a registry stack with every default filled in. */
export type CompleteRegistrySettings = Required<RegistrySettings>;
