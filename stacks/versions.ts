import type { TerraformStack } from "cdktf";

/**
 * Requires the versions of Terraform and the AWS provider that both faces support. CDKTF would pin
 * the only provider version that its bindings were generated from.
 */
export function requireVersions(stack: TerraformStack): void {
  stack.addOverride("terraform.required_version", ">= 1.0");
  stack.addOverride("terraform.required_providers.aws", {
    source: "hashicorp/aws",
    version: "~> 5.0",
  });
}
