import { TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
import { hcl } from "../../settings/hcl.ts";
import type { ModuleVariable } from "../../settings/module-variable.ts";
import { variableName } from "../../settings/setting.ts";

/** Declares locals: Terraform expressions by name. */
export function addLocals(scope: Construct, locals: Readonly<Record<string, string>>): void {
  for (const [name, expression] of Object.entries(locals)) {
    new TerraformLocal(scope, `local.${name}`, `\${${expression}}`).overrideLogicalId(name);
  }
}

/** A local for each variable with a default other than null: null means that default. */
export function defaults(
  variables: Readonly<Record<string, Pick<ModuleVariable, "default">>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables)
      .filter(([, { default: value }]) => value !== undefined && value !== null)
      .map(([setting, { default: value }]) => {
        const name = variableName(setting);
        return [name, `var.${name} == null ? ${hcl(value)} : var.${name}`];
      }),
  );
}

/**
 * A value, if there is no problem: a check of several variables for Terraform 1.0, which has no
 * preconditions. tobool() fails on the message and shows it. The message is a local of its own, so
 * the failing expression is short.
 *
 * @param problem the message, or null
 */
export function checked(value: string, problem: string): string {
  return `${problem} == null ? ${value} : tobool(${problem})`;
}

/** The message of the first check that does not hold, or null. */
export function firstProblem(
  checks: readonly { readonly holds: string; readonly message: string }[],
): string {
  return checks.reduceRight(
    (otherwise, { holds, message }) => `!(${holds}) ? ${hcl(message)} : ${otherwise}`,
    "null",
  );
}
