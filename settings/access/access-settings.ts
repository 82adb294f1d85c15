import type { PullGrants, PushGrants } from "../../policies/access/grants.ts";

/**
 * The settings of an environment, and of a repository in it, from which the repository policy
 * follows besides `crossAccountIds`. They do not depend on `enableCrossAccountAccess`. Each setting
 * of a repository takes the place of the environment's. If one breaks a rule, the synth writes
 * nothing and reports the setting, the value and the rule.
 */
export interface AccessSettings {
  /**
   * Who may pull: accounts, organizations, roles, Lambda functions, services.
   *
   * @default {} - the accounts in `crossAccountIds`, if `enableCrossAccountAccess` is true
   */
  readonly pull?: PullGrants;

  /**
   * Who may push: accounts, organizations, roles, services.
   *
   * @default {} - the repository's own account alone
   */
  readonly push?: PushGrants;

  /**
   * Statements of one's own, each with `Effect`, `Principal` and `Action`, and without `Resource`:
   * the repository is the resource. Their Sids differ from all others. Put last into the policy.
   * Source: ECR, Repository policies.
   *
   * @default []
   */
  readonly policyStatements?: readonly object[];
}

/** The settings of the repository policy that a repository has and an environment has not. */
export interface RepositoryAccessSettings extends AccessSettings {
  /**
   * Whether every AWS account may pull. Only then may one of the repository's statements have the
   * principal `*` without a condition that names an organization, account, role or network. Anyone
   * can have a tag or a user agent: a condition on those is none.
   *
   * @default false
   */
  readonly openToEveryAwsAccount?: boolean;

  /**
   * The repository policy itself, as an object or as JSON text, word for word. The environment's
   * settings then have no effect on it, and the repository has no `crossAccountIds`, `pull`, `push`
   * or `policyStatements` of its own.
   *
   * `"unmanaged"` leaves the repository policy in AWS alone. The `crossAccountIds` that apply to
   * the repository must then be empty, or `enableCrossAccountAccess` false; its `pull`, `push` and
   * `policyStatements` must be empty, too. If the stack created the policy, run
   * `terraform state rm` first, or the next apply deletes it.
   *
   * @default - the repository policy follows the other settings
   */
  readonly repositoryPolicy?: "unmanaged" | object | string;
}
