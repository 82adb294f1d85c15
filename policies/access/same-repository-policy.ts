import { isObject, parseJson } from "../json.ts";
import { principalName } from "./principal.ts";

/**
 * Whether two repository policies have the same statements, Sids too, so that a plan changes nothing.
 * The order of statements, keys and lists does not matter, nor whether a list of one is a list, nor
 * the form of an account.
 *
 * @param one JSON text
 * @param other JSON text
 */
export function isSameRepositoryPolicy(one: string, other: string): boolean {
  const [document, otherDocument] = [one, other].map(parseJson);
  return (
    document !== undefined &&
    otherDocument !== undefined &&
    statementText(document) === statementText(otherDocument)
  );
}

/** A text that is equal for statements with the same content. */
export function statementText(value: unknown): string {
  if (Array.isArray(value)) {
    const texts = value.map(statementText).sort();
    return texts.length === 1 ? texts[0]! : `[${texts.join()}]`;
  }
  if (!isObject(value)) {
    return JSON.stringify(typeof value === "string" ? principalName(value) : value);
  }
  const entries = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}:${statementText(each)}`,
  );
  return `{${entries.sort().join()}}`;
}
