import { isDeepStrictEqual } from "node:util";
import type { SynthesizedStack } from "../synthesized-stacks.ts";
import type { PlannedChange } from "./plan.ts";

/** What a plan would do to a repository and its policies. */
export interface RepositoryCheck {
  readonly name: string;
  readonly outcome:
    | "adopted as it is"
    | "changed in place"
    | "created"
    | "would be replaced"
    | "would be destroyed";
  /** What changes, or what forces the replacement, and the setting that keeps it. */
  readonly notes: readonly string[];
}

/** Whether a repository's images would be gone. */
export function losesImages({ outcome }: RepositoryCheck): boolean {
  return outcome === "would be replaced" || outcome === "would be destroyed";
}

/** Tells repository by repository what a plan would do. */
export function checkPlan(
  stack: SynthesizedStack,
  changes: readonly PlannedChange[],
): RepositoryCheck[] {
  const repositories = changes.filter(({ type }) => type === "aws_ecr_repository");
  return repositories.map((repository) => {
    const { name: component, change } = repository;
    const policies = changes.filter(
      ({ type, name }) => name === component && POLICIES[type] !== undefined,
    );
    const ours = stack.repositories.find((candidate) => candidate.component === component);
    const name = ours?.name ?? String(change.before?.name);
    return { name, ...outcomeOf(repository, policies) };
  });
}

const POLICIES: Readonly<Record<string, string>> = {
  aws_ecr_lifecycle_policy: "lifecycle policy",
  aws_ecr_repository_policy: "repository policy",
};

function outcomeOf(
  { address, change, action_reason }: PlannedChange,
  policies: readonly PlannedChange[],
): Omit<RepositoryCheck, "name"> {
  const { actions, before, replace_paths = [] } = change;
  const reasons = () => [
    ...(action_reason === "replace_because_tainted"
      ? [`it is tainted: run \`terraform untaint ${address}\``]
      : []),
    ...replace_paths.map((path) => keep(path, before)),
  ];
  if (actions.includes("delete")) {
    return actions.includes("create")
      ? { outcome: "would be replaced", notes: reasons() }
      : { outcome: "would be destroyed", notes: ["no component of the environment has it"] };
  }
  if (actions.includes("create")) return { outcome: "created", notes: [] };
  const notes = [...differences(change), ...policies.flatMap(policyNotes)];
  return { outcome: notes.length > 0 ? "changed in place" : "adopted as it is", notes };
}

/** Attributes that are Terraform's own: they change nothing in AWS. */
const NOT_IN_AWS = ["force_delete", "tags_all", "timeouts"];

function differences({ before, after, actions }: PlannedChange["change"]): string[] {
  if (!actions.includes("update")) return [];
  return Object.keys({ ...before, ...after })
    .filter((key) => !NOT_IN_AWS.includes(key))
    .filter((key) => !isDeepStrictEqual(before?.[key], after?.[key]))
    .map((key) => `${key}: ${toText(before?.[key])} becomes ${toText(after?.[key])}`);
}

function policyNotes({ type, change: { actions, after } }: PlannedChange): string[] {
  if (isDeepStrictEqual(actions, ["no-op"])) return [];
  const what = POLICIES[type];
  if (!actions.includes("create") && actions.includes("delete")) return [`${what} removed`];
  const verb = actions.includes("delete") || actions.includes("update") ? "changed" : "added";
  return [`${what} ${verb}${type === "aws_ecr_lifecycle_policy" ? expiry(after) : ""}`];
}

// The one change in place that costs images.
function expiry(after: PlannedChange["change"]["after"]): string {
  const { rules } = JSON.parse(String(after?.policy)) as {
    readonly rules: readonly { readonly selection: { readonly countNumber: number } }[];
  };
  return `: ECR will expire all but the newest ${rules[0]?.selection.countNumber} images`;
}

interface Encryption {
  readonly encryption_type?: string;
  readonly kms_key?: string;
}

function keep(
  path: readonly (string | number)[],
  before: PlannedChange["change"]["before"],
): string {
  const forced = `${path.join(".")} forces it`;
  if (path[0] !== "encryption_configuration") return forced;
  const [{ encryption_type = "AES256", kms_key } = {}] = (before?.encryption_configuration ??
    []) as readonly Encryption[];
  const key = encryption_type !== "AES256" ? `, kmsKeyArn: ${JSON.stringify(kms_key)}` : "";
  return `${forced}: keep it with encryptionType: ${JSON.stringify(encryption_type)}${key}`;
}

function toText(value: unknown): string {
  return JSON.stringify(value ?? null);
}
