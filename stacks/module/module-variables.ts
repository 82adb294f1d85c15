import { TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import type { ModuleVariable } from "../../settings/module-variable.ts";
import type { Validation } from "../../settings/rule.ts";
import { variableName } from "../../settings/setting.ts";

/**
 * Declares the Terraform variable of each setting. Its rules accept `null`, which means the
 * default: Terraform 1.0 has no `nullable`.
 */
export function declareVariables(
  scope: Construct,
  variables: Readonly<Record<string, ModuleVariable>>,
): void {
  for (const [setting, { type, description, default: value, rules }] of Object.entries(variables)) {
    const name = variableName(setting);
    const validation = rules.map(({ about, must, source, condition }) => ({
      condition:
        value === undefined
          ? `\${${condition(`var.${name}`)}}`
          : `\${var.${name} == null ? true : ${condition(`var.${name}`)}}`,
      // Before 1.2, Terraform requires a literal sentence with a capital letter and a full stop.
      errorMessage: `${subject(about, name)} ${must} (${source}).`,
    }));
    const variable = new TerraformVariable(scope, name, {
      type,
      description,
      ...(validation.length > 0 && { validation }),
    });
    // CDKTF fails on a default of null, and rewrites the keys of a map.
    if (value !== undefined) variable.addOverride("default", value);
  }
}

function subject(about: Validation["about"], name: string): string {
  return about === "whole" ? `The ${name}` : `E${about.slice(1)} of ${name}`;
}
