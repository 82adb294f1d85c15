import type { VariableConfig } from "../terraform/variable.ts";
import type { Rule } from "./rule.ts";
import type { ModuleSetting } from "./setting.ts";

/** The Terraform name of a setting: `maxImageCount` is `max_image_count`. */
export function variableName(setting: string): string {
  return setting.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The Terraform variable of a setting. */
export function variableConfig<T>(name: string, setting: ModuleSetting<T>): VariableConfig {
  const { type, description, nullable } = setting;
  return {
    type,
    description,
    default: setting.default,
    validation: setting.rules.map((rule) => ({
      condition: conditionOn(`var.${name}`, rule, nullable ?? false),
      errorMessage: `${rule.about === "whole" ? "The" : "Each of"} ${name} ${rule.must} (${rule.source}).`,
    })),
  };
}

function conditionOn<T>(variable: string, rule: Rule<T>, nullable: boolean): string {
  const condition = rule.condition(variable);
  return nullable ? `${variable} == null ? true : ${condition}` : condition;
}
