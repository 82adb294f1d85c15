import {
  asObject,
  isDeleted,
  isUnknown,
  type PlannedChange,
  repositoryChanges,
} from "../terraform/planned-change.ts";
import type { ReviewContext } from "./context.ts";
import type { Finding } from "./finding.ts";
import { imageFinding } from "./image-finding.ts";
import { placeInState } from "./place.ts";

/** The repositories whose images nobody can read once a plan deletes or disables their KMS key. */
export async function changedKeys(context: ReviewContext): Promise<Finding[]> {
  const repositories = repositoryChanges([...context.plan.changes, ...context.plan.drift]);
  const findings = context.plan.keys.flatMap((key) => {
    const words = wordsOf(key);
    if (words === undefined) return [];
    const encrypted = repositories.filter(({ before }) =>
      keyArnsOf(before).includes(key.before?.arn),
    );
    const byName = new Map(encrypted.map((change) => [change.before?.arn, change]));
    return [...byName.values()].map((repository) => finding(context, key, repository, words));
  });
  return Promise.all(findings);
}

interface Words {
  readonly reason: string;
  readonly remedy: string;
}

function wordsOf(key: PlannedChange): Words | undefined {
  if (isDeleted(key)) {
    const days = key.before?.deletion_window_in_days;
    const when = typeof days === "number" ? `${days} days after the apply` : "after the apply";
    return {
      reason: `The plan ${key.action === "replace" ? "replaces" : "deletes"} the KMS key of the repository. AWS deletes the key ${when}, and disables it at once: nobody can pull or push.`,
      remedy: `To keep it, put ${key.address} back as it was. After an apply, \`aws kms cancel-key-deletion\` and \`aws kms enable-key\` bring the key back until AWS has deleted it.`,
    };
  }
  if (key.before?.is_enabled === false) return undefined;
  const isHidden = isUnknown(key, "is_enabled");
  if (!(isHidden || key.after?.is_enabled === false)) return undefined;
  return {
    reason: `The plan ${isHidden ? "may disable" : "disables"} the KMS key of the repository: nobody can pull or push until it is enabled.`,
    remedy: `To keep it, leave is_enabled true in ${key.address}.`,
  };
}

function keyArnsOf(repository: PlannedChange["before"]): unknown[] {
  const configurations = [repository?.encryption_configuration ?? []].flat();
  return configurations.map((configuration) => asObject(configuration).kms_key);
}

async function finding(
  { ecr }: ReviewContext,
  key: PlannedChange,
  repository: PlannedChange,
  words: Words,
): Promise<Finding> {
  const place = placeInState(repository.before!);
  return imageFinding("key", key, place, await ecr.images(place), words);
}
