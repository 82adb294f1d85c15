import { App } from "cdktf";
import { RegistryModuleStack } from "../stacks/module/registry-module-stack.ts";
import { registryModuleReadme } from "./ecr-registry-readme.ts";
import { type ModuleFiles, terraformFiles } from "./module-files.ts";

/**
 * The files of the Terraform module `modules/ecr-registry`.
 *
 * @param version the project's version, as package.json has it
 */
export function registryModuleFiles(version: string): ModuleFiles {
  const stack = new RegistryModuleStack(new App(), "ecr-registry");
  return terraformFiles(stack, registryModuleReadme(version));
}
