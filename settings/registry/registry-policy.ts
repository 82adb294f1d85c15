import {
  type PolicyStatement,
  policyOf,
  withSortedKeys,
} from "../../policies/access/access-policy.ts";
import { repeatedSids } from "../../policies/access/policy-problems.ts";
import {
  type ReplicationGrant,
  replicationStatements,
} from "../../policies/registry/replication-statements.ts";
import { toProblems } from "../access/policy-paths.ts";
import { partitionOf } from "../partition.ts";
import type { Problem } from "../problem.ts";
import { breachesOf } from "../shape.ts";
import { POLICY_LENGTH } from "./registry-policy-rules.ts";
import type { CompleteRegistrySettings } from "./registry-settings.ts";

/** The statements of a registry policy: what replication needs, then one's own. */
export function registryStatements(
  { region, accountId, policyStatements }: CompleteRegistrySettings,
  grants: readonly ReplicationGrant[],
): PolicyStatement[] {
  const place = { partition: partitionOf(region), region, accountId };
  const own = policyStatements as readonly PolicyStatement[];
  return [...replicationStatements(grants, place), ...own.map(withSortedKeys)];
}

/**
 * What is wrong with the registry policy as a whole.
 *
 * @param stackId every problem's path begins with it
 */
export function registryPolicyProblems(
  stackId: string,
  settings: CompleteRegistrySettings,
  grants: readonly ReplicationGrant[],
): Problem[] {
  const statements = registryStatements(settings, grants);
  const derived = statements.slice(0, statements.length - settings.policyStatements.length);
  const own = settings.policyStatements.map((statement, index) => ({ path: [index], statement }));
  const taken = derived.map(({ Sid }) => Sid);
  const path = `${stackId}.policyStatements`;
  return [...toProblems(path, repeatedSids(own, taken)), ...tooLong(path, policyOf(statements))];
}

function tooLong(path: string, policy: string): Problem[] {
  const value = `${policy.length} characters with the statements for replication`;
  return breachesOf([POLICY_LENGTH], policy).map((problem) => ({ ...problem, path, value }));
}
