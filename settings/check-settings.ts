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
 * Fills in the defaults of settings and checks each by its type and rules, and the rules between
 * settings, save those that read a setting that is wrong already.
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
  const single = names.map((name) => checkSetting(`${path}.${name}`, table[name], settings[name]));
  const wrong = names.filter((_, index) => single[index]?.length !== 0);
  const between = relations
    .flatMap((check) => checkUnlessWrong(check, settings, wrong))
    .map((problem) => ({ ...problem, path: `${path}.${problem.path}` }));
  return {
    settings,
    problems: [...single.flat(), ...unknownSettings(path, names, input), ...between],
  };
}

class ReadsWrongSetting extends Error {}

function checkUnlessWrong<T extends object>(
  check: RelationCheck<T>,
  settings: T,
  wrong: readonly PropertyKey[],
): readonly Problem[] {
  const guarded = new Proxy(settings, {
    get(target, name) {
      if (wrong.includes(name)) throw new ReadsWrongSetting();
      return Reflect.get(target, name);
    },
  });
  try {
    return check(guarded);
  } catch (error) {
    if (error instanceof ReadsWrongSetting) return [];
    throw error;
  }
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
