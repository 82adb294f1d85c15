import type { Problem } from "./problem.ts";

/** The types of settings, by Terraform's names for those that it has. */
export type SettingType = keyof typeof TYPES;

interface TypeCheck {
  readonly must: string;
  readonly holds: (value: unknown) => boolean;
}

const isString = (value: unknown) => typeof value === "string";

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const TYPES = {
  string: { must: "must be a string", holds: isString },
  bool: { must: "must be true or false", holds: (value) => typeof value === "boolean" },
  number: { must: "must be a number", holds: (value) => typeof value === "number" },
  "list(string)": {
    must: "must be a list of strings",
    holds: (value) => Array.isArray(value) && value.every(isString),
  },
  "map(string)": {
    must: "must be an object with a string for each key",
    holds: (value) => isObject(value) && Object.values(value).every(isString),
  },
  object: { must: "must be an object", holds: isObject },
  "list(object)": {
    must: "must be a list of objects",
    holds: (value) => Array.isArray(value) && value.every(isObject),
  },
} satisfies Record<string, TypeCheck>;

/** What TypeScript's compiler would refuse; settings may also come from JavaScript or JSON. */
export function typeProblems(path: string, type: SettingType, value: unknown): Problem[] {
  const { holds, must } = TYPES[type];
  return holds(value) ? [] : [{ path, value, must, source: `type ${type}` }];
}
