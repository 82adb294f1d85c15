import type * as z from "zod";
import { problemsOf } from "../settings/parse.ts";
import { describeProblem } from "../settings/problem.ts";
import type { Source } from "../settings/sources.ts";

/** What a value must look like. */
export interface Expectation<T> {
  readonly shape: z.ZodType<T>;
  /** What the value is called: `the file`. */
  readonly name: string;
  /** Where the shape is documented. */
  readonly source: Source;
}

/** A value of its shape, or all that is wrong with it, a line each. */
export type Held<T> = { readonly value: T } | { readonly problems: readonly string[] };

/** Holds a value that was read from a file or a service against its shape. */
export function hold<T>(value: unknown, { shape, name, source }: Expectation<T>): Held<T> {
  const { data, error } = shape.safeParse(value, { reportInput: true });
  if (error === undefined) return { value: data as T };
  return {
    problems: error.issues
      .flatMap((issue) => problemsOf(issue, source))
      .map((problem) => describeProblem({ ...problem, path: pathIn(problem.path) || name })),
  };
}

/** `[2].tags[1]`, `stacks[0].region` */
function pathIn(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}
