import { resolve } from "node:path";
import type { Problem } from "../settings/problem.ts";
import type { BackendJson, WrittenStack } from "./written-stacks.ts";

/** No two stacks share a state: each would destroy what the other created. */
export function statesDiffer(stacks: readonly WrittenStack[]): Problem[] {
  const earlier = new Map<string, string>();
  return stacks.flatMap((stack): Problem[] => {
    const backends = backendsOf(stack);
    if (backends.length > 1) return [oneBackend(stack.id, backends)];
    const [[kind, config] = []] = backends;
    const place = kind === undefined ? undefined : placeOf(kind, config!, stack.folder);
    if (place === undefined) return [];
    const key = JSON.stringify(place);
    const other = earlier.get(key);
    earlier.set(key, other ?? stack.id);
    if (other === undefined) return [];
    return [
      {
        path: `${stack.id}.terraform.backend`,
        value: kind, // Its settings may hold a password.
        must: `must keep the state in another place than ${other} does: each stack would destroy what the other created`,
        source: "Terraform, Backend Configuration",
      },
    ];
  });
}

type NamedBackend = [kind: string, config: BackendJson];

function backendsOf({ json: { terraform } }: WrittenStack): NamedBackend[] {
  const { backend, cloud } = terraform ?? {};
  return [...Object.entries(backend ?? {}), ...(cloud ? [["cloud", cloud] as NamedBackend] : [])];
}

function oneBackend(id: string, backends: readonly NamedBackend[]): Problem {
  return {
    path: `${id}.terraform.backend`,
    value: backends.map(([kind]) => kind),
    must: "must be one backend: add it with a construct, such as new S3Backend(stack, …), and override its attributes alone",
    source: "Terraform, Backend Configuration",
  };
}

/**
 * What sets the place of a state in each kind of backend, defaults included. Source: Terraform,
 * Backend Configuration.
 *
 * @returns JSON's values; none if the place is chosen later, on the command line
 */
function placeOf(kind: string, config: BackendJson, folder: string): unknown[] | undefined {
  const of = (...names: string[]) => [kind, ...names.map((name) => config[name] ?? null)];
  switch (kind) {
    case "local":
      return [kind, resolve(folder, `${config.path || "terraform.tfstate"}`)];
    case "s3":
      return [...of("bucket", "key"), s3Endpoint(config)];
    case "gcs":
      return [...of("bucket"), `${config.prefix ?? ""}`.replace(/\/$/, "")];
    case "cloud":
    case "remote":
      return workspaceOf(config);
    case "azurerm":
      return of("storage_account_name", "container_name", "key");
    case "pg":
      return [...of("conn_str"), config.schema_name ?? "terraform_remote_state"];
    case "consul":
      return of("address", "datacenter", "path");
    case "kubernetes":
      return of("host", "namespace", "secret_suffix");
    case "http":
      return of("address");
    case "oss":
    case "cos":
      return of("bucket", "prefix", "key");
    default:
      return [kind, config];
  }
}

function s3Endpoint({ endpoint, endpoints }: BackendJson): string {
  const given = endpoint ?? (endpoints as BackendJson | undefined)?.s3 ?? "";
  return `${given}`.replace(/\/$/, "");
}

// Workspaces that a prefix or tags select are chosen by hand, in each stack's own folder.
function workspaceOf({ hostname, organization, workspaces }: BackendJson): unknown[] | undefined {
  const [first] = [workspaces].flat() as [BackendJson?];
  if (typeof first?.name !== "string") return undefined;
  return ["workspace", hostname ?? "app.terraform.io", organization, first.name];
}
