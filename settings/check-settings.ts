import type * as z from "zod";
import { parse } from "./parse.ts";
import type { Problem } from "./problem.ts";
import type { Source } from "./sources.ts";

/** Settings with their defaults, and all that is wrong with them. */
export interface Checked<T> {
  /** Do not use them if there are problems. */
  readonly settings: T;
  readonly problems: readonly Problem[];
}

/** A rule between settings. */
export interface Relation<T> {
  /** The settings that it reads. If one of them is wrong already, the rule is not checked. */
  readonly reads: readonly (keyof T)[];
  /** What is wrong between them; paths start at a setting's name. */
  problems(settings: T): readonly Problem[];
}

/** Makes rules between settings. A rule can read only the settings that it names. */
export function relationsOf<T>() {
  return <K extends keyof T>(
    reads: readonly K[],
    problems: (settings: Pick<T, K>) => readonly Problem[],
  ): Relation<T> => ({ reads, problems });
}

/**
 * Fills in the defaults of settings, checks each by its shape, and checks the rules between them.
 *
 * @param path the owner of the settings, such as the stack's id; every problem's path begins with
 *   it
 * @param source the page that describes the settings
 */
export function checkSettings<T extends object>(
  path: string,
  source: Source,
  shapes: { readonly [K in keyof T]-?: z.ZodType<T[K]> },
  relations: readonly Relation<T>[],
  input: { readonly [K in keyof T]?: unknown },
): Checked<T> {
  const names = Object.keys(shapes) as (keyof T & string)[];
  const parsed = names.map((name) => ({
    name,
    ...parse(shapes[name], `${path}.${name}`, () => input[name], source),
  }));
  const right = parsed.filter((each) => "value" in each);
  const settings = Object.fromEntries(right.map(({ name, value }) => [name, value])) as T;
  const between = relations
    .filter(({ reads }) => reads.every((name) => right.some((each) => each.name === name)))
    .flatMap(({ problems }) => problems(settings))
    .map((problem) => ({ ...problem, path: `${path}.${problem.path}` }));
  const single = parsed.flatMap((each) => ("problems" in each ? each.problems : []));
  return {
    settings,
    problems: [...single, ...unknownSettings(path, source, names, input), ...between],
  };
}

function unknownSettings(
  path: string,
  source: Source,
  names: readonly string[],
  input: object,
): Problem[] {
  return Object.keys(input)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      path: `${path}.${name}`,
      value: Object.getOwnPropertyDescriptor(input, name)?.value, // A getter may throw.
      must: `must be one of the settings ${names.join(", ")}`,
      source,
    }));
}
