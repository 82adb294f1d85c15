import { TerraformOutput, type TerraformStack } from "cdktf";
import type { EcrModule } from "../constructs/ecr-module.ts";
import { OUTPUTS } from "../settings/outputs.ts";

/** Declares the documented outputs. */
export function declareOutputs(stack: TerraformStack, module: EcrModule): void {
  for (const [name, description] of Object.entries(OUTPUTS)) {
    const value = module.outputs[name as keyof typeof OUTPUTS];
    new TerraformOutput(stack, name, { description, value });
  }
}
