import { resolveRule } from "../settings/registry/replication.ts";
import type { SynthesizedRegistry } from "./project-format.ts";
import type { RegistryStack } from "./registry-stack.ts";

/** Describes a registry stack to the tool. */
export function toSynthesizedRegistry({ node, settings }: RegistryStack): SynthesizedRegistry {
  const { region, accountId, replication } = settings;
  return {
    id: node.id,
    region,
    accountId,
    replication: replication.map((rule) => {
      const { destinations, prefixes, createRepositories } = resolveRule(rule, accountId);
      return { destinations: [...destinations], prefixes: [...prefixes], createRepositories };
    }),
  };
}
