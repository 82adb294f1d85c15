import * as z from "zod";
import type { PartProblem } from "./parse.ts";
import type { Rule } from "./rule.ts";
import type { Setting, SettingType } from "./setting.ts";

/** Shapes of values. Their messages are rules in words: `must be a string`. */
export const text = z.string("must be a string");
export const texts = z.array(text, "must be a list of strings");
export const flag = z.boolean("must be true or false");

const SHAPES = {
  string: text,
  bool: flag,
  number: z.number("must be a number"),
  "list(string)": texts,
  "map(string)": z.record(z.string(), text, "must be an object with a string for each key"),
} satisfies Record<SettingType, z.ZodType>;

/** The shape of a documented setting: its type and its rules. */
export function shapeOf<T>({ type, nullable, rules }: Setting<T>): z.ZodType<T> {
  const shape = keeping(SHAPES[type] as unknown as z.ZodType<NonNullable<T>>, rules);
  return (nullable ? shape.nullable() : shape) as z.ZodType<T>;
}

/** A shape, and rules that its values must keep. */
export function keeping<T>(shape: z.ZodType<T>, rules: readonly Rule<NoInfer<T>>[]): z.ZodType<T> {
  return checking(shape, (value) => breachesOf(rules, value));
}

/** What is wrong with a value by these rules. */
export function breachesOf<T>(rules: readonly Rule<T>[], value: T): PartProblem[] {
  return rules.flatMap(({ must, source, breaches }) =>
    breaches(value).map((breach) => ({ ...breach, must, source })),
  );
}

/** A shape, and a check of its values: what is wrong with their parts. */
export function checking<T>(
  shape: z.ZodType<T>,
  problems: (value: T) => readonly PartProblem[],
): z.ZodType<T> {
  return shape.superRefine((value, context) => {
    for (const { path, value: input, must: message, source } of problems(value)) {
      context.addIssue({ code: "custom", message, params: { source }, path: [...path], input });
    }
  });
}

/**
 * The shape of an object that has these keys and no others.
 *
 * @param noun what the keys are
 */
export function objectOf<S extends z.ZodRawShape>(
  shape: S,
  noun = "settings",
): z.ZodObject<S, z.core.$strict> {
  const keys = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === "unrecognized_keys" ? `must be one of the ${noun} ${keys}` : "must be an object",
  });
}
