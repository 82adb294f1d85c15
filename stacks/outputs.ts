import { TerraformOutput, type TerraformStack } from "cdktf";
import type { ImageRepository } from "../constructs/image-repository.ts";
import { OUTPUTS } from "../settings/outputs.ts";

/** Declares the documented outputs. */
export function declareOutputs(
  stack: TerraformStack,
  values: { readonly [K in keyof typeof OUTPUTS]: unknown },
): void {
  for (const [name, description] of Object.entries(OUTPUTS)) {
    const value = values[name as keyof typeof OUTPUTS];
    new TerraformOutput(stack, name, { description, value });
  }
}

/** The address of the registry: the first part of a repository's URL. */
export function registryUrl({ component }: ImageRepository): string {
  return `\${split("/", aws_ecr_repository.${component}.repository_url)[0]}`;
}
