import { type Attributes, asObject, type PlannedChange } from "./planned-change.ts";
import { partsOf, withoutKey } from "./resource-address.ts";

/** The resources in a plan's configuration, by their address without instance keys. */
export type ConfiguredResources = ReadonlyMap<string, Attributes>;

/** Reads the resources of a plan's `configuration.root_module`. */
export function readConfiguredResources(rootModule: unknown): ConfiguredResources {
  return new Map(resourcesIn(rootModule, ""));
}

/** The configuration of a changed resource; empty if the plan has none. */
export function configurationOf(
  resources: ConfiguredResources,
  { module, type, name }: PlannedChange,
): Attributes {
  const path = partsOf(module).map(withoutKey);
  return resources.get([...path, type, name].join(".")) ?? {};
}

/** What an expression refers to, such as `var.region`. */
export function referencesOf(expression: unknown): readonly string[] {
  const { references } = asObject(expression);
  return Array.isArray(references) ? references.map(String) : [];
}

function resourcesIn(module: unknown, path: string): [string, Attributes][] {
  const { resources, module_calls } = asObject(module);
  const own = (Array.isArray(resources) ? resources : [])
    .map(asObject)
    .filter(({ mode }) => mode !== "data");
  return [
    ...own.map((resource): [string, Attributes] => [
      `${path}${resource.type}.${resource.name}`,
      resource,
    ]),
    ...Object.entries(asObject(module_calls)).flatMap(([name, call]) =>
      resourcesIn(asObject(call).module, `${path}module.${name}.`),
    ),
  ];
}
