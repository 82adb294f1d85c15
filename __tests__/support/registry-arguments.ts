import type { RegistrySettings } from "../../settings/registry/registry-settings.ts";
import type { RegistryArguments } from "./arbitrary-registries.ts";

/** Arguments of `modules/ecr-registry` as settings of a registry stack. */
export function settingsOf(given: Partial<RegistryArguments>): Partial<RegistrySettings> {
  const { scan_type: type = null, scanning_rules: rules = [] } = given;
  const { replication_rules: replication = [], pull_through_cache_rules: caches = {} } = given;
  const { policy_statements: policyStatements = [] } = given;
  const { basic_scan_type_version: basicScanTypeVersion = null } = given;
  const { registry_policy_scope: registryPolicyScope = null } = given;
  const settings = {
    policyStatements,
    basicScanTypeVersion,
    registryPolicyScope,
    scanning:
      type === null
        ? null
        : {
            type,
            rules: rules.map(({ scan_frequency: frequency, filters }) => ({ frequency, filters })),
          },
    replication: replication.map(({ destinations, prefixes }) => ({
      destinations: destinations.map(({ region, registry_id: accountId }) => ({
        region,
        accountId,
      })),
      ...(prefixes !== null && { prefixes }),
    })),
    pullThroughCaches: Object.entries(caches).map(([ecrRepositoryPrefix, cache]) => ({
      ecrRepositoryPrefix,
      ...Object.fromEntries(Object.entries(cache).map(([key, value]) => [camelCase(key), value])),
    })),
  };
  return settings as unknown as Partial<RegistrySettings>;
}

function camelCase(name: string): string {
  return name.replace(/_[a-z]/g, (part) => part.slice(1).toUpperCase());
}
