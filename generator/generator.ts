import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DOCUMENTED_REPOSITORIES } from "../settings/documented-repositories.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { InvalidConfiguration } from "../stacks/invalid-configuration.ts";
import { moduleFiles } from "./ecr-files.ts";
import { registryModuleFiles } from "./ecr-registry-files.ts";
import { ECR, ECR_REGISTRY, lostAddresses } from "./lost-addresses.ts";
import { withTables } from "./project-readme.ts";
import { sourcesPage } from "./sources-page.ts";

/**
 * Writes `modules/ecr`, `modules/ecr-registry`, the tables of README.md and docs/sources.md.
 *
 * @param root the project's folder
 * @param repositories the module's repositories; the default is the documented seven
 * @throws InvalidConfiguration if the repositories break a rule, or callers of a module
 *   would lose something. Nothing is written then
 */
export function generate(
  root: string,
  repositories: readonly RepositorySettings[] = DOCUMENTED_REPOSITORIES,
): void {
  const read = (name: string) => readFileSync(join(root, name), "utf8");
  const { version } = JSON.parse(read("package.json"));
  const modules = [
    { module: ECR, files: moduleFiles(version, repositories) },
    { module: ECR_REGISTRY, files: registryModuleFiles(version) },
  ];
  const readme = withTables(read("README.md"), repositories);
  const problems = modules.flatMap(({ module, files }) => {
    const names = [...files.keys()];
    const committed = new Map(names.map((name) => [name, read(`${module.folder}/${name}`)]));
    return lostAddresses(module, committed, files);
  });
  if (problems.length > 0) throw new InvalidConfiguration(problems);
  for (const { module, files } of modules) {
    for (const [name, content] of files) writeFileSync(join(root, module.folder, name), content);
  }
  writeFileSync(join(root, "README.md"), readme);
  writeFileSync(join(root, "docs/sources.md"), sourcesPage());
}
