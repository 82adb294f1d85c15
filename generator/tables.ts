import { DEPLOYMENT_SETTINGS } from "../settings/deployment-settings.ts";
import type { ModuleVariable } from "../settings/module-variable.ts";
import { type Setting, variableName } from "../settings/setting.ts";

/** The variables of a module as a Markdown table, under their Terraform names. */
export function inputsTable(variables: Readonly<Record<string, ModuleVariable>>): string {
  const rows = Object.entries(variables).map(([name, variable]) =>
    settingRow(variableName(name), variable),
  );
  return table(SETTING_COLUMNS, rows);
}

/** The settings of an environment stack that pages describe. */
const OTHER_SETTINGS = [
  [
    "`kmsKey`",
    "`object`",
    "`null`",
    "Makes the KMS key of the repositories, in the place of `kmsKeyArn`.",
    "see [Encryption](#encryption)",
  ],
  [
    "`lifecycleRules`",
    "`list(object)`",
    "`[]`",
    "Which images are kept, by their tags, in the place of `maxImageCount`.",
    "see [Lifecycle policies](docs/lifecycle.md)",
  ],
  [
    "`pull`, `push`",
    "`object`",
    "`{}`",
    "Who else may pull and push: accounts, organizations, roles, Lambda functions, services.",
    "see [Access](docs/access.md)",
  ],
  [
    "`policyStatements`",
    "`list(object)`",
    "`[]`",
    "Statements of one's own in the repository policies.",
    "see [Access](docs/access.md)",
  ],
  [
    "`repositories`",
    "`list(object)`",
    "`DOCUMENTED_REPOSITORIES`",
    "The repositories of the environment. The default is the documented seven.",
    "see [Your own repositories](#your-own-repositories)",
  ],
];

/** The settings that only an environment stack has, as a Markdown table. */
export function deploymentTable(): string {
  const settings: [string, Setting<unknown>][] = Object.entries(DEPLOYMENT_SETTINGS as object);
  return table(SETTING_COLUMNS, [
    ...settings.map(([name, setting]) => settingRow(name, setting)),
    ...OTHER_SETTINGS,
  ]);
}

/** The outputs of a module as a Markdown table. */
export function outputsTable(outputs: Readonly<Record<string, string>>): string {
  const rows = Object.entries(outputs).map(([name, description]) => [`\`${name}\``, description]);
  return table(["Name", "Description"], rows);
}

const SETTING_COLUMNS = ["Name", "Type", "Default", "Description", "Rule"];

function settingRow(name: string, setting: ModuleVariable): string[] {
  const { type, default: value, description, rules } = setting;
  return [
    `\`${name}\``,
    `\`${type}\``,
    value === undefined ? "required" : `\`${JSON.stringify(value)}\``,
    markdown(description),
    markdown(
      rules.map(({ about, must }) => (about === "whole" ? must : `${about} ${must}`)).join("; "),
    ),
  ];
}

/** A text with its asterisks, which Markdown else takes for emphasis. */
function markdown(text: string): string {
  return text.replaceAll("*", "\\*");
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
