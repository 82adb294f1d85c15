import { resolve } from "node:path";
import type { Problem } from "../settings/problem.ts";
import type { BackendJson, WrittenStack } from "./written-stacks.ts";

/**
 * The attributes that set where a backend keeps a state, for each kind of backend. Source:
 * Terraform, Backend Configuration.
 */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  azurerm: ["storage_account_name", "container_name", "key"],
  cloud: ["hostname", "organization", "workspaces"],
  consul: ["address", "datacenter", "path"],
  cos: ["bucket", "prefix", "key"],
  gcs: ["bucket", "prefix"],
  http: ["address"],
  kubernetes: ["host", "namespace", "secret_suffix"],
  local: ["path"],
  oss: ["bucket", "prefix", "key"],
  pg: ["conn_str", "schema_name"],
  remote: ["hostname", "organization", "workspaces"],
  s3: ["endpoint", "endpoints", "bucket", "key"],
};

/** No two stacks may share a state: each would destroy what the other created. */
export function statesDiffer(stacks: readonly WrittenStack[]): Problem[] {
  const earlier = new Map<string, string>();
  return stacks.flatMap((stack) => {
    const state = stateOf(stack);
    if (state === undefined) return [];
    const other = earlier.get(state);
    earlier.set(state, other ?? stack.id);
    if (other === undefined) return [];
    return [
      {
        path: `${stack.id}.terraform.backend`,
        value: JSON.parse(state),
        must: `must keep the state in another place than ${other}: each stack would destroy what the other created`,
        source: "Terraform, Backend Configuration",
      },
    ];
  });
}

/** The place of a stack's state as JSON; undefined if it is chosen on the command line. */
function stateOf({ folder, json: { terraform = {} } }: WrittenStack): string | undefined {
  const [kind, config] = terraform.cloud
    ? ["cloud", terraform.cloud]
    : (Object.entries(terraform.backend ?? {})[0] ?? []);
  if (kind === undefined || config === undefined || isChosenLater(config)) return undefined;
  const place = PLACES[kind] ?? Object.keys(config);
  const entries = place
    .filter((name) => config[name] !== undefined)
    .map((name) => [name, name === "path" ? resolve(folder, `${config[name]}`) : config[name]]);
  return JSON.stringify({ [kind]: Object.fromEntries(entries) });
}

// If a prefix or tags select the workspaces, a user chooses one in the stack's folder.
function isChosenLater({ workspaces }: BackendJson): boolean {
  return workspaces !== undefined && !JSON.stringify(workspaces).includes('"name"');
}
