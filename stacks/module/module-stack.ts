import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import type { Construct } from "constructs";
import { attributeOf } from "../../constructs/attribute.ts";
import { DOCUMENTED_REPOSITORIES } from "../../settings/documented-repositories.ts";
import { hcl } from "../../settings/hcl.ts";
import { checkModule, moduleSettings } from "../../settings/module-settings.ts";
import { describeProblem } from "../../settings/problem.ts";
import type { RepositorySettings } from "../../settings/repository-settings.ts";
import { declareOutputs, registryUrl } from "../outputs.ts";
import { requireVersions } from "../versions.ts";
import { declareLocals } from "./module-locals.ts";
import { createRepository, existence } from "./module-repository.ts";
import { declareVariables } from "./module-variables.ts";
import { TerraformModuleStack } from "./terraform-module-stack.ts";

/**
 * The Terraform module `modules/ecr`. The documented settings are its variables, and Terraform
 * computes everything else from them.
 *
 * If repositories break rules, the validation of the stack fails with all problems at once.
 */
export class ModuleStack extends TerraformModuleStack {
  /** @param repositories those of every call; `create_thirdparty_repos` adds the shared ones */
  constructor(
    scope: Construct,
    id: string,
    repositories: readonly RepositorySettings[] = DOCUMENTED_REPOSITORIES,
  ) {
    super(scope, id);
    // CDKTF requires a provider. The module that is written has none.
    new AwsProvider(this, "aws");
    const problems = checkModule(repositories).map(describeProblem);
    this.node.addValidation({ validate: () => problems });
    if (problems.length > 0) return;

    requireVersions(this);
    const settings = moduleSettings(repositories);
    declareVariables(this, settings);
    declareLocals(this, settings, repositories);
    const created = repositories.map((repository) => createRepository(this, repository));
    const mapOf = (attribute: string) => {
      const entries = repositories.map(({ component, shared }, index) => [
        component,
        { exists: existence(shared), value: attributeOf(created[index]!.resource, attribute) },
      ]);
      const all = hcl(Object.fromEntries(entries));
      return `\${{ for key, entry in ${all} : key => entry.value if entry.exists }}`;
    };
    declareOutputs(this, {
      repository_urls: mapOf("repository_url"),
      repository_arns: mapOf("arn"),
      repository_names: mapOf("name"),
      registry_url: registryUrl(created[repositories.findIndex(({ shared }) => !shared)]!),
    });
  }
}
