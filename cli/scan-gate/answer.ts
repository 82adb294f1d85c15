import * as z from "zod";
import type { Source } from "../../settings/sources.ts";
import { oneLine } from "../one-line.ts";
import { hold } from "../shape-problems.ts";

/** An answer that is not as ECR's API describes it. */
export class MalformedAnswer extends Error {}

/**
 * Holds a part of an answer against its shape: the SDK does not check what it reads.
 *
 * @param name what the part is called
 * @param source where its shape is documented
 * @throws MalformedAnswer with all that is wrong
 */
export function readAnswer<T>(
  value: unknown,
  shape: z.ZodType<T>,
  name: string,
  source: Source,
): T {
  const held = hold(value, { shape, name, source });
  if ("value" in held) return held.value;
  throw new MalformedAnswer(held.problems.join("; "));
}

/** A text, on one line: it is shown in terminals, logs and pull requests. */
export const LINE = z.string("must be a string").transform(oneLine);

/** A text that may be missing. */
export function lineOr(otherwise: string) {
  return LINE.nullish().transform((line) => line ?? otherwise);
}

/** A list of something. */
export function listOf<T extends z.ZodType>(item: T): z.ZodArray<T> {
  return z.array(item, "must be a list");
}

/** An object with some keys, and any others. */
export function objectWith<S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strip> {
  return z.object(shape, "must be an object");
}
