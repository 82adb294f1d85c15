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
   * Which repositories ECR copies to other regions and accounts.
   *
   * @default [] - the stack leaves the configuration in AWS alone
   */
  readonly replication?: readonly ReplicationRule[];

  /**
   * Statements of one's own in the registry policy, each with `Effect`, `Principal`, `Action` and
   * `Resource`: ARNs of this registry's repositories. Their Sids differ from all others. Put last
   * into the policy, after what the replication of other registry stacks of the app needs. Source:
   * ECR, Private registry permissions.
   *
   * @default []
   */
  readonly policyStatements?: readonly object[];
}

/** The settings of a registry stack with every default filled in. */
export type CompleteRegistrySettings = Required<RegistrySettings>;
