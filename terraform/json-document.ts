import { Expression, isKnown, type Value } from "./expression.ts";
import { hcl } from "./hcl.ts";

/**
 * A JSON document as a string, such as a policy. Keys are sorted and there is no white space, as
 * Terraform's `jsonencode` writes it, so that both faces plan the same text.
 *
 * @param document objects, lists and plain values; any of them may be an expression
 */
export function jsonDocument(document: object): Value<string> {
  const sorted = sortKeys(document);
  return isKnownThroughout(sorted)
    ? JSON.stringify(sorted)
    : new Expression(`jsonencode(${hcl(sorted)})`);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isPlainObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key])]));
}

function isKnownThroughout(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isKnownThroughout);
  if (isPlainObject(value)) return Object.values(value).every(isKnownThroughout);
  return isKnown(value);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !(value instanceof Expression);
}
