import { isDeepStrictEqual } from "node:util";
import {
  type Attributes,
  asObject,
  isSensitive,
  type PlannedChange,
} from "../terraform/planned-change.ts";
import type { Remedies } from "./remedies.ts";

/** Why a plan replaces a repository, and what keeps it. */
export function whyReplaced(
  remedies: Remedies,
  change: PlannedChange,
): { readonly reason: string; readonly remedy: string } {
  switch (change.actionReason) {
    case "replace_because_tainted":
      return {
        reason: "It is tainted.",
        remedy: `To keep it, run \`terraform untaint '${change.address}'\`.`,
      };
    case "replace_by_request":
      return {
        reason: "The plan was made with -replace.",
        remedy: "To keep it, plan without -replace.",
      };
    case "replace_by_triggers":
      return {
        reason: "Its replace_triggered_by names something that changes.",
        remedy: "To keep it, take replace_triggered_by out.",
      };
  }
  const paths = change.replacePaths;
  if (paths.length === 0) {
    return {
      reason: "The plan does not report why.",
      remedy: "Look at `terraform plan` for `forces replacement`.",
    };
  }
  return {
    reason: `${paths.map((path) => whatForces(change, path)).join(", and ")}.`,
    remedy: [...new Set(paths.map((path) => keep(remedies, change, path)))].join(" "),
  };
}

function whatForces(change: PlannedChange, path: readonly (string | number)[]): string {
  const name = path.filter((part) => typeof part === "string").join(".");
  const attribute = String(path[0]);
  if (isSensitive(change, attribute)) return `${name} forces it`;
  const [was, is] = [valueAt(change.before, path), valueAt(change.after, path)];
  return valueAt(change.unknown, path) === true || isDeepStrictEqual(was, is)
    ? `${name} forces it, was ${show(was)}, and is known only after the apply`
    : `${name} forces it: ${show(was)} becomes ${show(is)}`;
}

function keep(
  remedies: Remedies,
  change: PlannedChange,
  [attribute]: readonly (string | number)[],
): string {
  const { before } = change;
  if (attribute === "name") return remedies.keepName(before?.name);
  if (attribute !== "encryption_configuration" || isSensitive(change, attribute)) {
    return `To keep it, put ${attribute} back.`;
  }
  const blocks = before?.encryption_configuration;
  const [configuration] = Array.isArray(blocks) ? blocks : [];
  return remedies.keepEncryption({ encryption_type: "AES256", ...asObject(configuration) });
}

function valueAt(values: Attributes | null, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Readonly<Record<string | number, unknown>> | null)?.[part],
    values,
  );
}

function show(value: unknown): string {
  return JSON.stringify(value === "" ? null : (value ?? null));
}
