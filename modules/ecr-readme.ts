import { OUTPUTS } from "../constructs/outputs.ts";
import type { ModuleSetting } from "../constructs/setting.ts";
import { SETTINGS } from "../constructs/setting-table.ts";
import { variableName } from "../constructs/setting-variable.ts";

/** The page of the module for those who call it. */
export function moduleReadme(): string {
  return `# modules/ecr

Container image repositories of one environment on Amazon ECR. Generated from the TypeScript of this
repository by \`npm run generate\`: change it there.

\`\`\`hcl
module "ecr" {
  source = "./modules/ecr"

  environment     = "production"
  max_image_count = 10
}
\`\`\`

Terraform 1.0 or later, AWS provider 5.x. The provider and its credentials are the caller's.

## Inputs

${inputsTable()}

## Outputs

${outputsTable()}
`;
}

/** The settings as a Markdown table, by their Terraform names. */
export function inputsTable(): string {
  const rows = Object.entries<ModuleSetting<unknown>>(SETTINGS).map(([setting, entry]) => [
    `\`${variableName(setting)}\``,
    `\`${entry.type}\``,
    entry.default === undefined ? "required" : `\`${JSON.stringify(entry.default)}\``,
    entry.description,
    entry.rules.map(({ must }) => must).join("; "),
  ]);
  return table(["Name", "Type", "Default", "Description", "Rule"], rows);
}

/** The outputs as a Markdown table. */
export function outputsTable(): string {
  const rows = Object.entries(OUTPUTS).map(([name, description]) => [`\`${name}\``, description]);
  return table(["Name", "Description"], rows);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
