import type { CopyRule } from "../../settings/registry/replication.ts";
import type { ScanningRules } from "../../settings/registry/scan-frequency.ts";

/** The account of the registries in the plans of the tests. */
export const ACCOUNT = "111111111111";

/** Another account's registry, and one of the own account. */
export const OTHER = { region: "us-west-2", accountId: "222222222222" };
export const EU = { region: "eu-west-1", accountId: ACCOUNT };

/** A rule that copies to other registries what begins with one of the prefixes. */
export function rule(destinations: CopyRule["destinations"], ...prefixes: string[]): CopyRule {
  return { destinations, prefixes };
}

/** A replication configuration as Terraform's state holds it. */
export function replication(...rules: CopyRule[]) {
  return {
    id: ACCOUNT,
    registry_id: ACCOUNT,
    replication_configuration: [
      {
        rule: rules.map(({ destinations, prefixes }) => ({
          destination: destinations.map(({ region, accountId }) => ({
            region,
            registry_id: accountId,
          })),
          repository_filter: prefixes.map((filter) => ({ filter, filter_type: "PREFIX_MATCH" })),
        })),
      },
    ],
  };
}

/** A scanning configuration: filters by their frequency. */
export function scans(
  type: string,
  filters: Readonly<Record<string, readonly string[]>> = {},
): ScanningRules {
  const rules = Object.entries(filters).map(([frequency, filters]) => ({ frequency, filters }));
  return { type, rules };
}

/** A scanning configuration as Terraform's state holds it. */
export function scanning({ type, rules }: ScanningRules) {
  return {
    id: ACCOUNT,
    registry_id: ACCOUNT,
    scan_type: type,
    rule: rules.map(({ frequency, filters }) => ({
      scan_frequency: frequency,
      repository_filter: filters.map((filter) => ({ filter, filter_type: "WILDCARD" })),
    })),
  };
}
