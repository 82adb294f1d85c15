import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import type { Construct } from "constructs";
import { EcrModule, type EcrModuleSettings } from "../constructs/ecr-module.ts";
import { IMAGE_CATALOGUE } from "../constructs/image-catalogue.ts";
import type { ModuleSetting } from "../constructs/setting.ts";
import { ENCRYPTION_RELATIONS } from "../constructs/setting-relations.ts";
import { SETTINGS } from "../constructs/setting-table.ts";
import { variableConfig, variableName } from "../constructs/setting-variable.ts";
import { refusedUnless } from "../terraform/condition.ts";
import { Expression } from "../terraform/expression.ts";
import { named } from "../terraform/local.ts";
import { TerraformModuleStack } from "../terraform/module-stack.ts";
import { variable } from "../terraform/variable.ts";
import { declareOutputs } from "./outputs.ts";
import { requireVersions } from "./versions.ts";

/** The Terraform module `modules/ecr`: the documented settings are its variables. */
export class ModuleStack extends TerraformModuleStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    requireVersions(this);
    // CDKTF's own check wants a provider; the module that is written has none.
    new AwsProvider(this, "aws");

    const settings = this.variables();
    const module = new EcrModule(this, "ecr", {
      settings: { ...settings, kmsKeyArn: named(this, "kms_key_arn", checkedKmsKeyArn()) },
      location: this.callersLocation(),
      images: IMAGE_CATALOGUE,
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

  private callersLocation() {
    new DataAwsRegion(this, "region").overrideLogicalId("current");
    new DataAwsPartition(this, "partition").overrideLogicalId("current");
    return {
      region: new Expression("data.aws_region.current.name"),
      partition: new Expression("data.aws_partition.current.partition"),
      dnsSuffix: new Expression("data.aws_partition.current.dns_suffix"),
    };
  }
}

function checkedKmsKeyArn(): Expression {
  const relations = [...ENCRYPTION_RELATIONS, KEY_IS_IN_THE_REGION];
  return relations.reduce((value, { setting, condition, must, source }) => {
    const name = variableName(setting);
    const message = `${name} is \${coalesce(var.${name}, "null")}: ${must} (${source})`;
    return refusedUnless(condition, message, value);
  }, new Expression("var.kms_key_arn"));
}

const HOME = "arn:${data.aws_partition.current.partition}:kms:${data.aws_region.current.name}:";

/** The rule that {@link ENVIRONMENT_RELATIONS} has for a region that is known at synth. */
const KEY_IS_IN_THE_REGION = {
  setting: "kmsKeyArn",
  must: `must be a key of the provider's region and partition, ${HOME}…`,
  source: "ECR API, EncryptionConfiguration",
  condition: `var.kms_key_arn == null || can(regex("^${HOME}", var.kms_key_arn))`,
};
