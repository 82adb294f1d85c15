import type { RegistryPlace } from "../settings/registry/replication.ts";

/** A registry as people name it to the tool: `222222222222/eu-west-1`. */
export function placeName({ accountId, region }: RegistryPlace): string {
  return `${accountId}/${region}`;
}
