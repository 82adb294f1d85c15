import { compareAccess } from "../../../policies/access/access-comparison.ts";
import { readRegistryPolicy } from "../../../policies/access/repository-policy.ts";
import type { Configuration, Loss } from "./configuration.ts";

/** What lets others act on a registry: as JSON, `null` without one. */
export const POLICY: Configuration<string | null> = {
  type: "aws_ecr_registry_policy",
  kind: "access",
  name: "registry policy",
  attributes: ["policy"],
  none: null,
  remedy: "To keep the access, keep these statements in the policy.",
  permission: "ecr:GetRegistryPolicy",
  read: ({ policy }) => (typeof policy === "string" ? policy : null),
  ask: (ecr, place) => ecr.registryPolicy(place),
  losses: (before, after) => lostAccess(before, after),
  gains: (before, after) => compareAccess(before, after, readRegistryPolicy).gains,
};

function lostAccess(before: string | null, after: string | null): Loss[] {
  const { losses, gains } = compareAccess(before, after, readRegistryPolicy);
  if (losses.length === 0) return [];
  const inReturn = gains.length > 0 ? ` In return: ${gains.join("; ")}.` : "";
  return [{ repositories: "*", words: `${losses.join("; ")}.${inReturn}` }];
}
