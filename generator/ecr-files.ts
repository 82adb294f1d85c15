import { App } from "cdktf";
import { DOCUMENTED_REPOSITORIES } from "../settings/documented-repositories.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { InvalidConfiguration } from "../stacks/invalid-configuration.ts";
import { ModuleStack } from "../stacks/module-stack.ts";
import { moduleReadme } from "./ecr-readme.ts";
import type { ModuleFiles } from "./lost-addresses.ts";

/**
 * The files of the Terraform module `modules/ecr`.
 *
 * @param version the project's version, as package.json has it
 * @param repositories the module's repositories
 * @throws InvalidConfiguration if they break a rule
 */
export function moduleFiles(
  version: string,
  repositories: readonly RepositorySettings[] = DOCUMENTED_REPOSITORIES,
): ModuleFiles {
  const stack = new ModuleStack(new App(), "ecr", repositories);
  stack.prepareStack();
  const problems = stack.node.findAll().flatMap((construct) => construct.node.validate());
  if (problems.length > 0) throw new InvalidConfiguration(problems);
  const { terraform, variable, output, ...main } = stack.toTerraform();
  return new Map([
    ["versions.tf.json", json({ terraform })],
    ["variables.tf.json", json({ variable })],
    ["main.tf.json", json(main)],
    ["outputs.tf.json", json({ output })],
    ["README.md", moduleReadme(version, repositories)],
  ]);
}

function json(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
