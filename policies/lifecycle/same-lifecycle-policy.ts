import { isObject, parseJson } from "../json.ts";

/**
 * Whether two lifecycle policies have the same rules, descriptions and priorities, so that a plan
 * changes nothing. The order of rules, keys and tags does not matter. Source: Terraform AWS provider
 * 5.100, lifecycle policies.
 *
 * @param one JSON text
 * @param other JSON text
 */
export function isSameLifecyclePolicy(one: string, other: string): boolean {
  const [text, otherText] = [one, other].map((json) => canonicalText(parseJson(json)));
  return text !== undefined && text === otherText;
}

// The order of every list in a lifecycle policy is without effect: rules have priorities.
function canonicalText(value: unknown): string | undefined {
  if (Array.isArray(value)) return `[${value.map(canonicalText).sort().join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}:${canonicalText(each)}`,
  );
  return `{${entries.sort().join()}}`;
}
