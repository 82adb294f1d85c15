import { DEPLOYMENT_SETTINGS } from "../settings/deployment-settings.ts";
import { DOCUMENTED_REPOSITORIES } from "../settings/documented-repositories.ts";
import { OUTPUTS } from "../settings/outputs.ts";
import type { ModuleSetting, Setting } from "../settings/setting.ts";
import { SETTINGS } from "../settings/setting-table.ts";
import { variableName } from "../settings/setting-variable.ts";

/** The documented settings as a Markdown table, by their Terraform names. */
export function inputsTable(): string {
  return settingsTable(
    Object.entries<ModuleSetting<unknown>>(SETTINGS).map(([name, setting]) => [
      variableName(name),
      setting,
    ]),
  );
}

/** The further settings of an environment stack as a Markdown table. */
export function deploymentTable(): string {
  return settingsTable(Object.entries<Setting<unknown>>(DEPLOYMENT_SETTINGS));
}

/** The outputs as a Markdown table. */
export function outputsTable(): string {
  const rows = Object.entries(OUTPUTS).map(([name, description]) => [`\`${name}\``, description]);
  return table(["Name", "Description"], rows);
}

function settingsTable(settings: readonly (readonly [string, Setting<unknown>])[]): string {
  const rows = settings.map(([name, setting]) => [
    `\`${name}\``,
    `\`${setting.type}\``,
    defaultOf(setting),
    setting.description,
    setting.rules.map(({ about, must }) => (about === "whole" ? must : `each ${must}`)).join("; "),
  ]);
  return table(["Name", "Type", "Default", "Description", "Rule"], rows);
}

function defaultOf({ default: value }: Setting<unknown>): string {
  if (value === undefined) return "required";
  if (value === DOCUMENTED_REPOSITORIES) return "`DOCUMENTED_REPOSITORIES`";
  return `\`${JSON.stringify(value)}\``;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
