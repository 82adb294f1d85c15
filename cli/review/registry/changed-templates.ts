import { listWords } from "../../../policies/words.ts";
import { isChanged, type PlannedChange } from "../../terraform/planned-change.ts";
import type { Finding } from "../finding.ts";
import { blocksIn } from "./blocks.ts";
import { prefixPattern } from "./prefix-pattern.ts";

/** The creation templates of which a plan takes something from repositories that are yet to come. */
export function changedTemplates(changes: readonly PlannedChange[]): Finding[] {
  return changes
    .filter(({ type }) => type === "aws_ecr_repository_creation_template")
    .flatMap((change) => {
      const lost = lostSettings(change);
      if (lost.length === 0) return [];
      const { address } = change;
      const repository = prefixPattern(change, "prefix");
      const what = isGone(change)
        ? "deletes the creation template"
        : "changes the creation template";
      const reason = `The plan ${what}: repositories that ECR creates for ${repository} from then on do not get the same ${listWords(lost, "and")}. Those that exist keep their settings.`;
      const remedy = `To keep it for new repositories, put ${address} back as it was.`;
      return [{ kind: "registry", address, repository, images: null, reason, remedy } as const];
    });
}

const SETTINGS = [
  "applied_for",
  "encryption_configuration",
  "image_tag_mutability",
  "lifecycle_policy",
  "repository_policy",
  "resource_tags",
  "custom_role_arn",
];

function lostSettings(change: PlannedChange): string[] {
  const { action, before } = change;
  if (!before || action === "forget") return [];
  return SETTINGS.filter(
    (attribute) => !isDefault(before[attribute]) && (isGone(change) || isLess(change, attribute)),
  );
}

function isGone(change: PlannedChange): boolean {
  return change.action === "delete" || isChanged(change, "prefix");
}

function isLess(change: PlannedChange, attribute: string): boolean {
  if (!isChanged(change, attribute)) return false;
  const [was, is] = [change.before?.[attribute], change.after?.[attribute]];
  if (attribute !== "applied_for" || !Array.isArray(was) || !Array.isArray(is)) return true;
  return was.some((use) => !is.includes(use));
}

/** Whether a repository has the same without a template. */
function isDefault(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === "MUTABLE") return true;
  if (Array.isArray(value) && value.length > 0) {
    return blocksIn(value).every(({ encryption_type }) => encryption_type === "AES256");
  }
  return typeof value === "object" && Object.keys(value).length === 0;
}
