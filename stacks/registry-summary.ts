import { filterText, type Scanning } from "../settings/registry/scanning.ts";
import type { RegistryStack } from "./registry-stack.ts";

/** The cells of a registry stack in the summary, each with one line or more. */
export function registryCells({ node, settings, isValid }: RegistryStack): string[][] {
  if (!isValid) return [[node.id]];
  const { accountId, region, scanning } = settings;
  return [[node.id], [accountId], [region], scanningCell(scanning)];
}

function scanningCell(scanning: Scanning | null): string[] {
  if (scanning === null) return ["as in AWS"];
  const { type, rules } = scanning;
  if (rules.length === 0) return [type];
  return rules.map(
    ({ frequency, filters }) => `${type} ${frequency} ${filters.map(filterText).join(", ")}`,
  );
}
