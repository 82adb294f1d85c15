import { NOT_OPEN } from "../../policies/registry/registry-statement-problems.ts";
import { hcl } from "../hcl.ts";
import type { ModuleVariable } from "../module-variable.ts";
import { only, REGISTRY_POLICY_SCOPE } from "../registry/account-settings.ts";
import { POLICY_LENGTH } from "../registry/registry-policy-rules.ts";
import { ofPart, type Validation } from "../rule.ts";

/** A registry policy of statements, as a Terraform expression. */
export function policyOf(statements: string): string {
  return `jsonencode(${hcl({ Statement: `\${${statements}}`, Version: "2012-10-17" })})`;
}

const STATEMENTS: Validation = {
  about: "whole",
  must: "must be a list of statements",
  source: "IAM User Guide, IAM JSON policy element reference",
  condition: (statements) => `can([for statement in concat(${statements}, []) : keys(statement)])`,
};

// A stack also looks into conditions: not every one keeps somebody out.
const NOT_OPEN_TO_ALL: Validation = {
  ...NOT_OPEN,
  about: "each Principal",
  condition: (statements) =>
    `alltrue([for statement in ${statements} : try(statement.Effect, "") == "Deny" || can(statement.Condition) || !contains(flatten([try(statement.Principal.AWS, tostring(statement.Principal), [])]), "*")])`,
};

export const POLICY_VARIABLES: Readonly<Record<string, ModuleVariable>> = {
  policyStatements: {
    type: "any",
    default: [],
    description:
      "The statements of the registry policy, as AWS has them. [] leaves the policy in AWS alone.",
    rules: [STATEMENTS, NOT_OPEN_TO_ALL, ofPart(POLICY_LENGTH, "whole", policyOf)],
  },
  registryPolicyScope: {
    type: "string",
    default: null,
    description:
      "Which actions a registry policy may have: an account setting. null leaves it as it is, and so does a destroy.",
    rules: [only(REGISTRY_POLICY_SCOPE)],
  },
};
