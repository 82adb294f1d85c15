import type * as z from "zod";
import type { Problem } from "./problem.ts";
import type { Source } from "./sources.ts";

/** A value with its defaults filled in, or what is wrong with it. */
export type Parsed<T> = { readonly value: T } | { readonly problems: readonly Problem[] };

/**
 * Checks a value by its shape.
 *
 * @param path the value's own path, such as `qa.tags`: every problem's path begins with it
 * @param read returns the value; it may throw, as getters do
 * @param source the page that describes the value, for rules that name none
 */
export function parse<T>(
  shape: z.ZodType<T>,
  path: string,
  read: () => unknown,
  source: Source = "README, Settings",
): Parsed<T> {
  try {
    const input = read();
    const { data, error } = shape.safeParse(input, { reportInput: true });
    if (error === undefined) return { value: data as T };
    return {
      problems: error.issues
        .flatMap((issue) => problemsOf(issue, source))
        .map((problem) => ({ ...problem, path: path + pathIn(path, input, problem.path) })),
    };
  } catch (error) {
    const must = "must be readable: reading it throws this error";
    return { problems: [{ path, value: error, must, source }] };
  }
}

type Path = readonly PropertyKey[];

/** What is wrong with a part of a value. */
export interface PartProblem extends Omit<Problem, "path"> {
  /** The keys and positions that lead to the part. */
  readonly path: Path;
}

/**
 * The problems of an issue that zod reports.
 *
 * @param source the source of the shape, for rules that name none
 */
export function problemsOf(issue: z.core.$ZodIssue, source: Source): PartProblem[] {
  const { path, message: must, input: value } = issue;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...path, key],
      value: (value as Record<string, unknown>)[key],
      must,
      source,
    }));
  }
  // The value has one of the allowed forms, but some of its parts are wrong: report those.
  const parts = issue.code === "invalid_union" ? issue.errors.find(isAboutParts) : undefined;
  if (parts) {
    return parts
      .flatMap((part) => problemsOf(part, source))
      .map((part) => ({ ...part, path: [...path, ...part.path] }));
  }
  const own = issue.code === "custom" ? issue.params?.source : undefined;
  return [{ path, value, must, source: own ?? source }];
}

function isAboutParts(issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.every(({ path, code }) => path.length > 0 || code === "unrecognized_keys");
}

// Settings with names of their own. In any other object, such as `tags`, users choose the keys.
const OBJECTS =
  /(?:\]|\b(?:pull|push|repositoryPolicy|Statement|lifecyclePolicy|selection|action|kmsKey|scanning))$/;

/** Such as `["api"].tags["Team"]`: the index of a repository is its component. */
function pathIn(owner: string, input: unknown, path: Path): string {
  let holder = input as Record<PropertyKey, unknown> | undefined; // undefined for a default
  let text = "";
  for (const key of path) {
    const item = holder?.[key] as Record<PropertyKey, unknown>;
    holder = item;
    if (typeof key === "number") text += `[${JSON.stringify(componentOf(item) ?? key)}]`;
    else if (OBJECTS.test(owner + text)) text += `.${String(key)}`;
    else text += `[${JSON.stringify(String(key))}]`;
  }
  return text;
}

function componentOf(item: unknown): string | undefined {
  const component = (item as { readonly component?: unknown } | null | undefined)?.component;
  return typeof component === "string" ? component : undefined;
}
