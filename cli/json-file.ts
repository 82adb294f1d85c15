import { readFileSync } from "node:fs";
import { usageError } from "./command-error.ts";
import { type Expectation, hold } from "./shape-problems.ts";

/**
 * Reads a JSON file.
 *
 * @param remedy what to do if it cannot be read
 * @throws CommandError if it is not there, or no JSON
 */
export function readJson<T = unknown>(path: string, remedy?: string): T {
  try {
    return JSON.parse(readFileSync(path, "utf8").replace(/^\uFEFF/, "")) as T;
  } catch (error) {
    // The parser's message quotes the file, and plans and states hold secrets.
    const why = error instanceof SyntaxError ? "it is no JSON" : (error as Error).message;
    const message = `${path} cannot be read: ${why}`;
    throw usageError(remedy ? `${message}\n${remedy}` : message);
  }
}

/**
 * The content of a JSON file, held against its shape.
 *
 * @param after what the message ends with
 * @throws CommandError with every problem in it
 */
export function inShape<T>(
  path: string,
  content: unknown,
  expected: Omit<Expectation<T>, "name">,
  after?: string,
): T {
  const held = hold(content, { ...expected, name: "the file" });
  if ("value" in held) return held.value;
  const message = [`${path} is wrong:`, ...held.problems].join("\n  ");
  throw usageError(after ? `${message}\n${after}` : message);
}
