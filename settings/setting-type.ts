import type { Problem } from "./problem.ts";

/** The types of settings, by Terraform's names for those that it has. */
export type SettingType =
  | "string"
  | "bool"
  | "number"
  | "list(string)"
  | "string or list(string)"
  | "map(string)"
  | "object"
  | "list(object)";

interface TypeCheck {
  readonly must: string;
  readonly holds: (value: unknown) => boolean;
  /** What each part of a value that holds must be; its rules see to it where there is none. */
  readonly part?: SettingType;
}

const isString = (value: unknown) => typeof value === "string";

/** An object as a literal writes it; a `Map` or a `Date` would be written as an empty one. */
export function isObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const TYPES: Readonly<Record<SettingType, TypeCheck>> = {
  string: { must: "must be a string", holds: isString },
  bool: { must: "must be true or false", holds: (value) => typeof value === "boolean" },
  number: { must: "must be a number", holds: (value) => typeof value === "number" },
  "list(string)": { must: "must be a list of strings", holds: Array.isArray, part: "string" },
  "string or list(string)": {
    must: "must be a string or a list of strings",
    holds: (value) => isString(value) || Array.isArray(value),
    part: "string",
  },
  "map(string)": {
    must: "must be an object with a string for each key",
    holds: isObject,
    part: "string",
  },
  object: { must: "must be an object", holds: isObject },
  "list(object)": { must: "must be a list of objects", holds: Array.isArray },
};

/** What TypeScript's compiler would refuse; settings may also come from JavaScript or JSON. */
export function typeProblems(path: string, type: SettingType, value: unknown): Problem[] {
  const { holds, must, part } = TYPES[type];
  if (!holds(value)) return [{ path, value, must, source: `type ${type}` }];
  return part === undefined
    ? []
    : partsOf(value).flatMap(([at, item]) => typeProblems(path + at, part, item));
}

// Array.from fills the holes of a sparse list, which map() would pass over.
function partsOf(value: unknown): [at: string, item: unknown][] {
  if (isString(value)) return [];
  return Array.isArray(value)
    ? Array.from(value, (item, index) => [`[${index}]`, item])
    : Object.entries(value as object).map(([key, item]) => [`[${JSON.stringify(key)}]`, item]);
}
