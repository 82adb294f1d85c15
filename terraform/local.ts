import { TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
import { Expression } from "./expression.ts";

/**
 * Gives an expression a name that others refer to, as `local.NAME`. What is known at synth needs no
 * name and is returned as it is.
 */
export function named<T>(scope: Construct, name: string, value: T): T | Expression {
  if (!(value instanceof Expression)) return value;
  new TerraformLocal(scope, `local.${name}`, value).overrideLogicalId(name);
  return new Expression(`local.${name}`);
}
