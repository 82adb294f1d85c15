import type { RegistryPlace } from "../../settings/registry/replication.ts";
import { mermaidLabel } from "../mermaid-label.ts";
import { placeName } from "../place-name.ts";
import type { Route } from "./routes.ts";

/**
 * A flowchart in the language of Mermaid: a box for each account, a node for each of its registries
 * with the stacks of the app that are in it, and arrows with the filters.
 */
export function replicationDiagram(routes: readonly Route[]): string {
  const places = new Map(
    routes
      .flatMap(({ registry, destination }): RegistryPlace[] => [registry, destination])
      .map((place) => [placeName(place), place] as const),
  );
  const names = [...places.keys()];
  const node = (place: RegistryPlace) => `r${names.indexOf(placeName(place))}`;
  const accounts = [...new Set([...places.values()].map(({ accountId }) => accountId))];
  return [
    "flowchart LR",
    ...accounts.flatMap((account) => [
      `  subgraph a${account}["${mermaidLabel(account)}"]`,
      ...[...places.values()]
        .filter(({ accountId }) => accountId === account)
        .map((place) => `    ${node(place)}["${mermaidLabel(nodeWords(place, routes))}"]`),
      "  end",
    ]),
    ...routes.map(
      ({ registry, destination, filters }) =>
        `  ${node(registry)} -->|"${mermaidLabel(filters.join(", "))}"| ${node(destination)}`,
    ),
  ].join("\n");
}

function nodeWords(place: RegistryPlace, routes: readonly Route[]): string {
  const own = placeName(place);
  const stacks = routes.flatMap(({ registry, destination, destinationStack, repositories }) => [
    ...(placeName(registry) === own
      ? [registry.id, ...repositories.map(({ stack }) => stack)]
      : []),
    ...(placeName(destination) === own
      ? [destinationStack, ...repositories.map(({ copyStack }) => copyStack)]
      : []),
  ]);
  const known = [...new Set(stacks.filter((stack) => stack !== null))];
  return `${place.region}: ${known.length === 0 ? "not in the app" : known.join(", ")}`;
}
