import type { Plan } from "../terraform/plan.ts";
import { isChanged, type PlannedChange } from "../terraform/planned-change.ts";
import type { Finding, OtherChange } from "./finding.ts";

/**
 * The changes of a plan that no finding reports. A plan holds secrets: of an attribute only the name
 * is shown.
 *
 * @param gains who gains what by a repository policy, by the policy's address
 */
export function otherChanges(
  { changes }: Plan,
  findings: readonly Finding[],
  gains: ReadonlyMap<string, readonly string[]>,
): OtherChange[] {
  const reported = new Set(findings.map(({ address }) => address));
  return changes
    .filter(({ address }) => !reported.has(address))
    .flatMap((change) => {
      const words = [...wordsFor(change), ...(gains.get(change.address) ?? [])];
      if (words.length === 0) return [];
      const { address } = change;
      return [{ address, repository: repositoryOf(change), change: words.join("; ") }];
    });
}

function wordsFor(change: PlannedChange): string[] {
  const { action, isImport, previousAddress } = change;
  return [
    ...(isImport ? ["imported"] : []),
    ...(previousAddress === undefined ? [] : [`moved from ${previousAddress}`]),
    ...(action === "none" ? [] : [`${WORDS[action]}${attributes(change)}`]),
  ];
}

const WORDS = {
  create: "created",
  update: "updated in place",
  replace: "replaced",
  delete: "deleted",
  forget: "taken out of the state; AWS keeps it",
};

function attributes(change: PlannedChange): string {
  const { action, before, after } = change;
  if (action !== "update" && action !== "replace") return "";
  const changed = Object.keys({ ...before, ...after }).filter(
    (name) => !COMPUTED.includes(name) && isChanged(change, name),
  );
  return changed.length > 0 ? `: ${changed.join(", ")}` : "";
}

const COMPUTED = ["arn", "id", "registry_id", "repository_url", "tags_all"];

function repositoryOf({ type, before, after }: PlannedChange): string | null {
  const values = after ?? before ?? {};
  const name = type === "aws_ecr_repository" ? values.name : values.repository;
  return typeof name === "string" ? name : null;
}
