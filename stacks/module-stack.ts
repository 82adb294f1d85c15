import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import type { Construct } from "constructs";
import { EcrModule, type EcrModuleSettings } from "../constructs/ecr-module.ts";
import { DOCUMENTED_REPOSITORIES } from "../settings/documented-repositories.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import type { ModuleSetting } from "../settings/setting.ts";
import { ENCRYPTION_RELATIONS } from "../settings/setting-relations.ts";
import { SETTINGS } from "../settings/setting-table.ts";
import { variableConfig, variableName } from "../settings/setting-variable.ts";
import { refusedUnless } from "../terraform/condition.ts";
import { Expression } from "../terraform/expression.ts";
import { named } from "../terraform/local.ts";
import { TerraformModuleStack } from "../terraform/module-stack.ts";
import { variable } from "../terraform/variable.ts";
import { declareOutputs } from "./outputs.ts";
import { requireVersions } from "./versions.ts";

/** The Terraform module `modules/ecr`: the documented settings are its variables. */
export class ModuleStack extends TerraformModuleStack {
  /** @param images the images that get a repository each */
  constructor(
    scope: Construct,
    id: string,
    repositories: readonly RepositorySettings[] = DOCUMENTED_REPOSITORIES,
  ) {
    super(scope, id);
    requireVersions(this);
    // CDKTF's own check wants a provider; the module that is written has none.
    new AwsProvider(this, "aws");

    const settings = this.variables();
    const module = new EcrModule(this, "ecr", {
      settings: { ...settings, kmsKeyArn: named(this, "kms_key_arn", checkedKmsKeyArn()) },
      partition: named(this, "partition", callersPartition(repositories)),
      repositories,
    });
    declareOutputs(this, module);
  }

  private variables(): EcrModuleSettings {
    const declared = Object.entries<ModuleSetting<unknown>>(SETTINGS).map(([setting, entry]) => {
      const name = variableName(setting);
      return [setting, variable(this, name, variableConfig(name, entry))];
    });
    return Object.fromEntries(declared);
  }
}

function checkedKmsKeyArn(): Expression {
  return ENCRYPTION_RELATIONS.reduce((value, { setting, condition, must, source }) => {
    const name = variableName(setting);
    const message = `${name} is \${coalesce(var.${name}, "null")}: ${must} (${source})`;
    return refusedUnless(condition, message, value);
  }, new Expression("var.kms_key_arn"));
}

/**
 * The partition, from the ARN that AWS gave a repository: known in every plan but the first. A data
 * source would be read late whenever a dependency in the caller's `depends_on` changes.
 */
function callersPartition(repositories: readonly RepositorySettings[]): Expression {
  const certain = repositories.find(({ shared }) => !shared);
  // element() finds something in the ARNs of terraform test's mock providers too.
  return new Expression(`element(split(":", aws_ecr_repository.${certain?.component}.arn), 1)`);
}
