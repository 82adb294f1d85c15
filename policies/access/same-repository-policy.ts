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

/**
 * A text that is equal for statements with the same content.
 *
 * @param key the key that the value is under: an account has two forms as a principal alone
 */
export function statementText(value: unknown, key = ""): string {
  if (Array.isArray(value)) {
    const texts = value.map((each) => statementText(each, key)).sort();
    return texts.length === 1 ? texts[0]! : `[${texts.join()}]`;
  }
  if (!isObject(value)) {
    const isPrincipal = typeof value === "string" && key === "AWS";
    return JSON.stringify(isPrincipal ? principalName(value) : value);
  }
  const entries = Object.entries(value).map(
    ([name, each]) => `${JSON.stringify(name)}:${statementText(each, name)}`,
  );
  return `{${entries.sort().join()}}`;
}
