import { isSensitive, type PlannedChange } from "../../terraform/planned-change.ts";

/** The pattern of the repositories that a rule with a prefix is for. ROOT is for all without another. */
export function prefixPattern(change: PlannedChange, attribute: string): string {
  if (isSensitive(change, attribute)) return "(sensitive)";
  const prefix = `${change.before?.[attribute]}`;
  return prefix === "ROOT" ? "*" : `${prefix.replace(/\/$/, "")}/*`;
}
