import { AnnotationMetadataEntryType, type TerraformStack } from "cdktf";
import { scopeV2Actions } from "../../policies/registry/registry-statement-problems.ts";
import type { CompleteRegistrySettings } from "../../settings/registry/registry-settings.ts";

/** Warns about valid but suspicious settings of a registry stack. */
export function addRegistryWarnings(
  stack: TerraformStack,
  { policyStatements, registryPolicyScope }: CompleteRegistrySettings,
): void {
  if (registryPolicyScope !== null) return;
  for (const [index, statement] of policyStatements.entries()) {
    const actions = scopeV2Actions(statement);
    if (actions.length === 0) continue;
    stack.node.addMetadata(
      AnnotationMetadataEntryType.WARN,
      `${stack.node.id}.policyStatements[${index}].Action has ${actions.join(", ")}: AWS refuses it unless the account setting REGISTRY_POLICY_SCOPE is V2. Set registryPolicyScope to "V2"`,
    );
  }
}
