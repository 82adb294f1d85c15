import type { Problem } from "../problem.ts";

/** The most characters of a registry policy. Source: ECR API, PutRegistryPolicy. */
const MAX_LENGTH = 10_240;

/** The problem of a registry policy that is too long. */
export function registryPolicySize(stackId: string, { length }: string): Problem[] {
  if (length <= MAX_LENGTH) return [];
  return [
    {
      path: `${stackId}.policyStatements`,
      value: `${length} characters with the statements for replication`,
      must: `must give a registry policy of at most ${MAX_LENGTH} characters`,
      source: "ECR API, PutRegistryPolicy",
    },
  ];
}
