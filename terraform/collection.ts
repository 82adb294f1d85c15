import { Token } from "cdktf";
import type { Possible } from "./condition.ts";
import { Expression, type Value } from "./expression.ts";
import { hcl } from "./hcl.ts";

/** Makes a text of each item of a list. */
export function mapEach(
  list: Value<readonly string[]>,
  makeText: (item: string) => string,
): Value<string[]> {
  return list instanceof Expression
    ? new Expression(`[for item in ${list.hcl} : ${hcl(makeText("${item}"))}]`)
    : list.map(makeText);
}

/** A map with more entries laid over it. */
export function mergeMaps(
  base: Value<Readonly<Record<string, string>>>,
  over: Readonly<Record<string, string>>,
): Value<Record<string, string>> {
  return base instanceof Expression
    ? new Expression(`merge(${base.hcl}, ${hcl(over)})`)
    : { ...withNormalKeys(base), ...over };
}

// Terraform normalizes every string that it reads, and refuses two keys of JSON that are then one.
function withNormalKeys(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key.normalize("NFC"), value]),
  );
}

/** A map in the form that CDKTF's resources take. */
export function asStringMap(map: Value<Record<string, string>>): Record<string, string> {
  return map instanceof Expression ? Token.asStringMap(map) : map;
}

/** An entry of a map that is there where something exists. */
export interface PossibleEntry {
  readonly key: string;
  readonly exists: Possible;
  readonly value: Expression;
}

/** A map of the entries that exist. */
export function mapOfExisting(entries: readonly PossibleEntry[]): Value<Record<string, string>> {
  if (entries.every(({ exists }) => exists === true)) {
    return Object.fromEntries(entries.map(({ key, value }) => [key, `${value}`]));
  }
  const all = Object.fromEntries(entries.map(({ key, ...entry }) => [key, entry]));
  return new Expression(`{ for key, entry in ${hcl(all)} : key => entry.value if entry.exists }`);
}
