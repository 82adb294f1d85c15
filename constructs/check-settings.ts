import type { Problem } from "./problem.ts";
import type { Setting, SettingTable } from "./setting.ts";
import type { RelationCheck } from "./setting-relations.ts";
import { typeProblems } from "./setting-type.ts";

/** Settings with their defaults, and all that is wrong with them. */
export interface Checked<T> {
  /** Not to be used where there are problems. */
  readonly settings: T;
  readonly problems: readonly Problem[];
}

/**
 * Fills in the defaults of settings and checks each by its type and rules; where those hold, the
 * rules between settings too.
 *
 * @param path what the settings belong to, such as the stack's id; it leads every problem's path
 */
export function checkSettings<T extends object>(
  path: string,
  table: SettingTable<T>,
  relations: readonly RelationCheck<T>[],
  input: { readonly [K in keyof T]?: unknown },
): Checked<T> {
  const names = Object.keys(table) as (keyof T & string)[];
  const complete = names.map((name) => {
    const value = input[name];
    return [name, value === undefined ? table[name].default : value];
  });
  const settings: T = Object.fromEntries(complete);
  const problems = [
    ...names.flatMap((name) => checkSetting(`${path}.${name}`, table[name], settings[name])),
    ...unknownSettings(path, names, input),
  ];
  return {
    settings,
    problems:
      problems.length > 0
        ? problems
        : relations
            .flatMap((check) => check(settings))
            .map((problem) => ({ ...problem, path: `${path}.${problem.path}` })),
  };
}

function checkSetting<T>(path: string, setting: Setting<T>, value: T): Problem[] {
  if (value === null && setting.nullable) return [];
  if (value === undefined && setting.optional) return [];
  const mistyped = typeProblems(path, setting.type, value);
  if (mistyped.length > 0) return mistyped;
  return setting.rules.flatMap(({ breaches, must, source }) =>
    breaches(value as NonNullable<T>).map((breach) => ({
      must,
      source,
      ...breach,
      path: path + breach.at,
    })),
  );
}

function unknownSettings(path: string, names: readonly string[], input: object): Problem[] {
  return Object.entries(input)
    .filter(([name]) => !names.includes(name))
    .map(([name, value]) => ({
      path: `${path}.${name}`,
      value,
      must: `must be one of the settings ${names.join(", ")}`,
      source: "README, Settings",
    }));
}
