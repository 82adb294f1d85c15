import type { Problem } from "./problem.ts";

/** The types of settings, by Terraform's names for those that it has. */
export type SettingType = keyof typeof TYPES;

interface TypeCheck {
  readonly must: string;
  readonly holds: (value: unknown) => boolean;
}

const isString = (value: unknown) => typeof value === "string";

/** An object as a literal writes it; a `Map` or a `Date` would be written as an empty one. */
export function isObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

// Array.from fills the holes of a sparse list, which every() would pass over.
function isListOf(value: unknown, holds: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && Array.from(value).every(holds);
}

const TYPES = {
  string: { must: "must be a string", holds: isString },
  bool: { must: "must be true or false", holds: (value) => typeof value === "boolean" },
  number: { must: "must be a number", holds: (value) => typeof value === "number" },
  "list(string)": {
    must: "must be a list of strings",
    holds: (value) => isListOf(value, isString),
  },
  "map(string)": {
    must: "must be an object with a string for each key",
    holds: (value) => isObject(value) && Object.values(value).every(isString),
  },
  object: { must: "must be an object", holds: isObject },
  "list(object)": {
    must: "must be a list of objects",
    holds: (value) => isListOf(value, isObject),
  },
} satisfies Record<string, TypeCheck>;

/** What TypeScript's compiler would refuse; settings may also come from JavaScript or JSON. */
export function typeProblems(path: string, type: SettingType, value: unknown): Problem[] {
  const { holds, must } = TYPES[type];
  return holds(value) ? [] : [{ path, value, must, source: `type ${type}` }];
}
