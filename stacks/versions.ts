import type { TerraformStack } from "cdktf";

/**
 * The versions that both faces run under. CDKTF would pin the one provider version that its
 * bindings were generated from.
 */
export function requireVersions(stack: TerraformStack): void {
  stack.addOverride("terraform.required_version", ">= 1.0");
  stack.addOverride("terraform.required_providers.aws", {
    source: "hashicorp/aws",
    version: "~> 5.0",
  });
}
