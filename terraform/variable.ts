import { TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { Expression } from "./expression.ts";

/** A variable of a Terraform module. */
export interface VariableConfig {
  /** Terraform's type, such as `list(string)`. */
  readonly type: string;
  readonly description: string;
  /** @default - the variable is required */
  readonly default?: unknown;
  readonly validation: readonly Validation[];
}

/** What Terraform checks before it plans. */
export interface Validation {
  /** A condition in HCL, without `${}`. */
  readonly condition: string;
  /** A literal sentence with a capital and a full stop, as Terraform before 1.2 wants it. */
  readonly errorMessage: string;
}

/** Declares a variable and returns the expression that reads it. */
export function variable(scope: Construct, name: string, config: VariableConfig): Expression {
  const declared = new TerraformVariable(scope, name, {
    type: config.type,
    description: config.description,
    validation: config.validation.map(({ condition, errorMessage }) => ({
      condition: `\${${condition}}`,
      errorMessage,
    })),
  });
  // CDKTF fails on a default of null, and rewrites the keys of a map.
  if (config.default !== undefined) declared.addOverride("default", config.default);
  return new Expression(`var.${name}`);
}
