import { App } from "cdktf";
import { DOCUMENTED_REPOSITORIES } from "../settings/documented-repositories.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { InvalidConfiguration } from "../stacks/invalid-configuration.ts";
import { ModuleStack } from "../stacks/module/module-stack.ts";
import { moduleReadme } from "./ecr-readme.ts";
import { type ModuleFiles, terraformFiles } from "./module-files.ts";

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
  const problems = stack.node.findAll().flatMap((construct) => construct.node.validate());
  if (problems.length > 0) throw new InvalidConfiguration(problems);
  return terraformFiles(stack, moduleReadme(version, repositories));
}
