import { App } from "cdktf";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { ModuleStack } from "../stacks/module-stack.ts";
import { moduleReadme } from "./ecr-readme.ts";
import type { ModuleFiles } from "./lost-addresses.ts";

/**
 * The files of the Terraform module `modules/ecr`.
 *
 * @param version the project's version, as package.json has it
 * @param images the images that get a repository each; the default is the documented seven
 */
export function moduleFiles(
  version: string,
  repositories?: readonly RepositorySettings[],
): ModuleFiles {
  const stack = new ModuleStack(new App(), "ecr", repositories);
  stack.prepareStack();
  stack.runAllValidations();
  const { terraform, variable, output, ...main } = stack.toTerraform();
  return new Map([
    ["versions.tf.json", json({ terraform })],
    ["variables.tf.json", json({ variable })],
    ["main.tf.json", json(main)],
    ["outputs.tf.json", json({ output })],
    ["README.md", moduleReadme(version)],
  ]);
}

function json(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
