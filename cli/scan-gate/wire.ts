import { oneLine } from "../one-line.ts";

/** An object of an answer, of which nothing is known yet: the SDK does not check what it reads. */
export type Field = Readonly<Record<string, unknown>>;

/** An answer that is not as ECR's API describes it. */
export class MalformedAnswer extends Error {}

/** A text of an answer, on one line: it is shown in terminals, logs and pull requests. */
export function text(value: unknown, name: string): string {
  if (typeof value !== "string") throw malformed(name, value, "no text");
  return oneLine(value);
}

/** A list of objects in an answer. */
export function listOf(value: unknown, name: string): Field[] {
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw malformed(name, value, "no list of objects");
}

/** An object in an answer. */
export function objectOf(value: unknown, name: string): Field {
  if (isObject(value)) return value;
  throw malformed(name, value, "no object");
}

/** A time in an answer. */
export function timeOf(value: unknown, name: string): Date {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
  throw malformed(name, value, "no time");
}

/** The counts in an answer, by what is counted. */
export function countsOf(value: unknown, name: string): Record<string, number> {
  const isRight =
    isObject(value) &&
    Object.values(value).every((count) => Number.isInteger(count) && Number(count) >= 0);
  if (!isRight) throw malformed(name, value, "no counts");
  return { ...value } as Record<string, number>;
}

function isObject(value: unknown): value is Field {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(name: string, value: unknown, what: string): MalformedAnswer {
  const shown = JSON.stringify(value) ?? "not there";
  return new MalformedAnswer(`${name} is ${shown.slice(0, 100)}, which is ${what}`);
}
