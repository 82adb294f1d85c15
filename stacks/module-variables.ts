import { TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { type Setting, variableName } from "../settings/setting.ts";

/**
 * Declares the Terraform variable of each setting. Its rules accept `null`, which means the
 * default: Terraform 1.0 has no `nullable`.
 */
export function declareVariables(
  scope: Construct,
  settings: Readonly<Record<string, Setting<unknown>>>,
): void {
  for (const [setting, { type, description, default: value, rules }] of Object.entries(settings)) {
    const name = variableName(setting);
    const validation = rules.map(({ about, must, source, condition }) => ({
      condition:
        value === undefined
          ? `\${${condition(`var.${name}`)}}`
          : `\${var.${name} == null ? true : ${condition(`var.${name}`)}}`,
      // Before 1.2, Terraform requires a literal sentence with a capital letter and a full stop.
      errorMessage: `${about === "whole" ? "The" : "Each of"} ${name} ${must} (${source}).`,
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
