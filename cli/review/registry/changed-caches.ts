import { isChanged, isSensitive, type PlannedChange } from "../../terraform/planned-change.ts";
import type { Finding } from "../finding.ts";
import { prefixPattern } from "./prefix-pattern.ts";

/** The pull-through cache rules that a plan deletes, or lets pull in another way. */
export function changedCaches(changes: readonly PlannedChange[]): Finding[] {
  return changes
    .filter(({ type, before }) => type === "aws_ecr_pull_through_cache_rule" && before)
    .flatMap((change) => {
      const { address } = change;
      const repository = prefixPattern(change, "ecr_repository_prefix");
      const reason = reasonFor(change, `${upstreamOf(change)} through ${repository}`);
      if (reason === undefined) return [];
      const remedy = `To go on pulling, put ${address} back as it was.`;
      return [{ kind: "registry", address, repository, images: null, reason, remedy } as const];
    });
}

const SOURCE = ["ecr_repository_prefix", "upstream_registry_url", "upstream_repository_prefix"];
const LOGIN = ["credential_arn", "custom_role_arn"];

function reasonFor(change: PlannedChange, path: string): string | undefined {
  const { action } = change;
  if (!["delete", "replace", "update"].includes(action)) return undefined;
  const isAnother = SOURCE.some((attribute) => isChanged(change, attribute));
  if (action === "delete" || isAnother) {
    const verb = action === "delete" ? "deletes" : "changes";
    return `The plan ${verb} the pull-through cache rule: no image comes from ${path} any more. The repositories that it made stay, and their images are no longer updated.`;
  }
  if (action === "replace") {
    return `The plan deletes the pull-through cache rule and creates it anew: in between, no image comes from ${path}.`;
  }
  const login = LOGIN.filter((attribute) => isChanged(change, attribute));
  if (login.length === 0) return undefined;
  return `The plan changes ${login.join(" and ")} of the pull-through cache rule: if the upstream refuses the new login, no image comes from ${path} any more.`;
}

function upstreamOf(change: PlannedChange): string {
  const { upstream_registry_url: registry, upstream_repository_prefix: prefix } = change.before!;
  if (SOURCE.some((attribute) => isSensitive(change, attribute))) return "(sensitive)";
  return prefix && prefix !== "ROOT" ? `${registry}/${prefix}` : `${registry}`;
}
