import { readFileSync } from "node:fs";
import { usageError } from "./command-error.ts";

/**
 * Reads a JSON file of the user's.
 *
 * @param remedy what to do where it cannot be read
 * @throws CommandError where it is not there, or no JSON
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
