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
    const message = `${path} cannot be read: ${(error as Error).message}`;
    throw usageError(remedy ? `${message}\n${remedy}` : message);
  }
}
