import { prefixesOf, withoutSlash } from "../../settings/registry/prefix.ts";
import { isSameRegistry, type RegistryPlace } from "../../settings/registry/replication.ts";
import type {
  SynthesizedRegistry,
  SynthesizedStack,
} from "../../stacks/project-file/project-format.ts";
import { placeName } from "../place-name.ts";

/** Where a registry of the app copies some of its repositories to. */
export interface Route {
  /** The registry stack whose rules these are. */
  readonly registry: SynthesizedRegistry;
  readonly destination: RegistryPlace;
  /** The name of the destination's registry stack; `null` if the app has none. */
  readonly destinationStack: string | null;
  /** Patterns of the names of repositories that are copied: `production/*`, or `*` for all. */
  readonly filters: readonly string[];
  /** Whether ECR creates a repository that the destination does not have. */
  readonly createsRepositories: boolean;
  /** The app's repositories that are copied. */
  readonly repositories: readonly CopiedRepository[];
}

/** A repository of the app that is copied. */
export interface CopiedRepository {
  /** The full name, which is the copy's name, too. */
  readonly name: string;
  /** The name of its stack. */
  readonly stack: string;
  /** The name of the stack that has the copy; `null` if the app has none. */
  readonly copyStack: string | null;
  /** Those of the filters that match it. */
  readonly filters: readonly string[];
  /** The prefix of the creation template of the app by which ECR makes the copy; `null` for none. */
  readonly template: string | null;
}

/** Where the registries of an app copy its repositories to: a route for each of their destinations. */
export function routesOf(
  registries: readonly SynthesizedRegistry[],
  stacks: readonly SynthesizedStack[],
): Route[] {
  return registries.flatMap((registry) =>
    destinationsOf(registry).map((destination) => {
      const rules = registry.replication.filter(({ destinations }) =>
        destinations.some((each) => isSameRegistry(each, destination)),
      );
      const filters = [...new Set(rules.flatMap(filtersOf))];
      const inApp = registries.find((each) => isSameRegistry(each, destination));
      return {
        registry,
        destination,
        destinationStack: inApp?.id ?? null,
        filters,
        createsRepositories:
          registry.accountId === destination.accountId ||
          rules.some(({ createRepositories }) => createRepositories),
        repositories: copiedRepositories(registry, destination, filters, stacks).map((copied) => ({
          ...copied,
          template: templateFor(inApp?.creationTemplates ?? [], copied.name),
        })),
      };
    }),
  );
}

/** Whether a stack's repositories are in a registry. A stack may be bound to no account. */
function isIn({ region, accountId }: SynthesizedStack, place: RegistryPlace): boolean {
  return region === place.region && (accountId === null || accountId === place.accountId);
}

function destinationsOf({ replication }: SynthesizedRegistry): RegistryPlace[] {
  const all = replication.flatMap(({ destinations }) => destinations);
  return [...new Map(all.map((each) => [placeName(each), each])).values()];
}

function filtersOf({ prefixes }: SynthesizedRegistry["replication"][number]): string[] {
  return prefixes.length === 0 ? ["*"] : prefixes.map((prefix) => `${prefix}*`);
}

function copiedRepositories(
  registry: RegistryPlace,
  destination: RegistryPlace,
  filters: readonly string[],
  stacks: readonly SynthesizedStack[],
): Omit<CopiedRepository, "template">[] {
  return stacks
    .filter((stack) => isIn(stack, registry))
    .flatMap(({ id, repositories }) =>
      repositories.flatMap(({ name }) => {
        const matching = filters.filter((filter) => name.startsWith(filter.slice(0, -1)));
        if (matching.length === 0) return [];
        const copy = stacks.find(
          (other) =>
            other.id !== id &&
            isIn(other, destination) &&
            other.repositories.some((each) => each.name === name),
        );
        return [{ name, stack: id, copyStack: copy?.id ?? null, filters: matching }];
      }),
    );
}

function templateFor(
  templates: SynthesizedRegistry["creationTemplates"],
  repository: string,
): string | null {
  const [template] = prefixesOf(repository).flatMap(
    (prefix) => templates.find((each) => withoutSlash(each.prefix) === prefix) ?? [],
  );
  return template?.appliedFor.includes("REPLICATION") ? template.prefix : null;
}
