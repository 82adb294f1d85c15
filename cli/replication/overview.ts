import { textTable } from "../../stacks/summary/text-table.ts";
import { placeName } from "../place-name.ts";
import type { Report } from "../report.ts";
import { readRegistries, readStacks } from "../synthesized-stacks.ts";
import { replicationDiagram } from "./diagram.ts";
import { type CopiedRepository, type Route, routesOf } from "./routes.ts";

/** Which registries of the app copy which of its repositories where, by the last synth. */
export function replicationOverview(isDiagram: boolean): Report {
  const stacks = readStacks();
  const routes = routesOf(readRegistries(), stacks);
  return {
    data: routes.map(toData),
    text: isDiagram ? replicationDiagram(routes) : toText(routes),
  };
}

function toData({ registry, destination, ...route }: Route) {
  return {
    registry: { stack: registry.id, account: registry.accountId, region: registry.region },
    destination: {
      stack: route.destinationStack,
      account: destination.accountId,
      region: destination.region,
    },
    filters: route.filters,
    createsRepositories: route.createsRepositories,
    repositories: route.repositories.map(({ name, ...repository }) => ({
      repository: name,
      ...repository,
    })),
  };
}

function toText(routes: readonly Route[]): string {
  if (routes.length === 0) return "No registry stack of the app sets replication.";
  return routes.map(toBlock).join("\n\n");
}

function toBlock(route: Route): string {
  const { registry, destination, destinationStack, filters, repositories } = route;
  const from = withStack(placeName(registry), registry.id);
  const idle = filters.filter((filter) =>
    repositories.every((repository) => !repository.filters.includes(filter)),
  );
  const table = textTable([
    ["Repository", "Filters", "Stack of the copy"],
    ...repositories.map((repository) => [
      repository.name,
      repository.filters.join(", "),
      copyCell(route, repository),
    ]),
    ...idle.map((filter) => ["none of the app", filter]),
  ]);
  const lines = table.split("\n").map((line) => `  ${line}`);
  return [`${from} to ${withStack(placeName(destination), destinationStack)}`, ...lines].join("\n");
}

function copyCell(
  { createsRepositories }: Route,
  { copyStack, template }: CopiedRepository,
): string {
  if (copyStack !== null) return copyStack;
  if (template !== null) return `ECR creates it by the template ${template}`;
  return createsRepositories ? "not in the app: ECR creates it" : "not in the app";
}

function withStack(place: string, stack: string | null): string {
  return stack === null ? place : `${place} (${stack})`;
}
