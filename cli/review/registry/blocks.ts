import { type Attributes, asObject } from "../../terraform/planned-change.ts";

/** The blocks of one name, as the values of a plan have them. */
export function blocksIn(value: unknown): Attributes[] {
  return [value ?? []].flat().map(asObject);
}
