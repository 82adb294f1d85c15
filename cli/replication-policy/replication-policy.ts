import { replicationStatements } from "../../policies/registry/replication-statements.ts";
import { partitionOf } from "../../settings/partition.ts";
import { isSameRegistry, type RegistryPlace } from "../../settings/registry/replication.ts";
import { replicationGrants } from "../../settings/registry/replication-grants.ts";
import type { SynthesizedRegistry } from "../../stacks/project-file/project-format.ts";
import { usageError } from "../command-error.ts";
import { placeName } from "../place-name.ts";
import { progress, type Report } from "../report.ts";
import { readRegistries } from "../synthesized-stacks.ts";
import { toHcl } from "./hcl.ts";

/**
 * The registry policy that another account needs, so that a registry stack can replicate to it.
 *
 * @param stackName the registry stack that is copied from
 * @param destination the other account and its region, such as `222222222222/eu-west-1`; needed only
 *   if there are several
 */
export async function replicationPolicy(
  stackName: string,
  destination: string | undefined,
  format: "json" | "hcl",
): Promise<Report> {
  const registries = readRegistries();
  const stack = registryOf(registries, stackName);
  const { region, accountId } = choose(stack, destination);
  const place = { partition: partitionOf(region), region, accountId };
  const inApp = registries.find((each) => isSameRegistry(each, place));
  const granting = inApp ?? { ...place, creationTemplates: [] };
  const grants = replicationGrants(stack.accountId, stack.replication, granting);
  const statements = replicationStatements(grants, place);
  progress(
    inApp
      ? `The stack ${inApp.id} is that registry: its policy grants this already.`
      : "A registry has one policy. If it has one already, add these statements to it.",
  );
  const policy = { Version: "2012-10-17", Statement: statements };
  return {
    data: policy,
    text: format === "hcl" ? toHcl(statements) : JSON.stringify(policy, null, 2),
  };
}

function registryOf(registries: readonly SynthesizedRegistry[], id: string): SynthesizedRegistry {
  const found = registries.find((each) => each.id === id);
  if (found) return found;
  const ids = registries.map((each) => each.id).join(", ");
  throw usageError(
    `${id}: no such registry stack. ${ids ? `The registry stacks are ${ids}.` : "There is none."}`,
  );
}

function choose(stack: SynthesizedRegistry, wanted: string | undefined): RegistryPlace {
  const all = new Map(
    stack.replication
      .flatMap(({ destinations }) => destinations)
      .filter(({ accountId }) => accountId !== stack.accountId)
      .map((each) => [placeName(each), each] as const),
  );
  if (all.size === 0) {
    throw usageError(
      `${stack.id} replicates to no other account. Within one account no policy is needed.`,
    );
  }
  const [first, ...more] = all.values();
  const found = wanted === undefined && more.length === 0 ? first : all.get(wanted ?? "");
  if (found) return found;
  throw usageError(
    `${wanted === undefined ? "There are several destinations: name one" : `${wanted}: no such destination`}. The other accounts' registries are ${[...all.keys()].join(", ")}.`,
  );
}
