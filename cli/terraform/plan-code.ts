import { type Attributes, asObject, type PlannedChange } from "./planned-change.ts";
import { partsOf, withoutKey } from "./resource-address.ts";

/** The resources in a plan's configuration, by their address without any key. */
export type Code = ReadonlyMap<string, Attributes>;

/** Reads the resources of a plan's `configuration.root_module`. */
export function readCode(rootModule: unknown): Code {
  return new Map(resourcesIn(rootModule, ""));
}

/** The code of a changed resource; empty if the plan has none. */
export function codeOf(code: Code, { module, type, name }: PlannedChange): Attributes {
  const path = partsOf(module).map(withoutKey);
  return code.get([...path, type, name].join(".")) ?? {};
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
    ...own.map((code): [string, Attributes] => [`${path}${code.type}.${code.name}`, code]),
    ...Object.entries(asObject(module_calls)).flatMap(([call, code]) =>
      resourcesIn(asObject(code).module, `${path}module.${call}.`),
    ),
  ];
}
