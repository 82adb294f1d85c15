import type { TerraformModuleStack } from "../stacks/module/terraform-module-stack.ts";

/** The files of a Terraform module, by name. */
export type ModuleFiles = ReadonlyMap<string, string>;

/** The files of the module that a stack describes, with a page for its callers. */
export function terraformFiles(stack: TerraformModuleStack, readme: string): ModuleFiles {
  stack.prepareStack();
  const { terraform, variable, output, ...main } = stack.toTerraform();
  return new Map([
    ["versions.tf.json", json({ terraform })],
    ["variables.tf.json", json({ variable })],
    ["main.tf.json", json(main)],
    ["outputs.tf.json", json({ output })],
    ["README.md", readme],
  ]);
}

function json(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
