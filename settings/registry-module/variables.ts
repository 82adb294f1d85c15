import type { ModuleVariable } from "../module-variable.ts";
import { CACHE_VARIABLES } from "./cache-variables.ts";
import { POLICY_VARIABLES } from "./policy-variables.ts";
import { REPLICATION_VARIABLES } from "./replication-variables.ts";
import { SCANNING_VARIABLES } from "./scanning-variables.ts";

/**
 * The variables of `modules/ecr-registry`: settings of a registry stack, with the same rules. The
 * module does not know which account and region it is in, so it has no rule about that.
 */
export const REGISTRY_VARIABLES: Readonly<Record<string, ModuleVariable>> = {
  ...SCANNING_VARIABLES,
  ...REPLICATION_VARIABLES,
  ...CACHE_VARIABLES,
  ...POLICY_VARIABLES,
};

/** The outputs of `modules/ecr-registry`, with their descriptions. */
export const REGISTRY_OUTPUTS = {
  registry_id: "Account of the registry; null if the call sets nothing, or account settings alone.",
} as const;
