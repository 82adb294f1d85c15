import { isDeepStrictEqual } from "node:util";
import { isUnknown, type PlannedChange, repositoryChanges } from "../terraform/planned-change.ts";
import type { ReviewContext } from "./context.ts";
import type { Finding } from "./finding.ts";
import { imageFinding } from "./image-finding.ts";
import { placeInState } from "./place.ts";

/** What a plan weakens in repositories that stay: it sets force_delete, or makes tags mutable. */
export async function changedProtection(context: ReviewContext): Promise<Finding[]> {
  const kept = repositoryChanges(context.plan.changes).filter(({ after }) => after !== null);
  const findings = kept.flatMap((change) => [
    ...forceDelete(change).map((words) => finding(context, "force-delete", change, words)),
    ...mutability(change).map((words) => finding(context, "mutable", change, words)),
  ]);
  return Promise.all(findings);
}

interface Words {
  readonly reason: string;
  readonly remedy: string;
}

function forceDelete(change: PlannedChange): Words[] {
  const { before, after, action } = change;
  const isHidden = isUnknown(change, "force_delete");
  if (after?.force_delete === true || isHidden) {
    const what = isHidden
      ? "may become true: it is known only after the apply"
      : "is true in the plan";
    return [
      {
        reason: `force_delete ${what}. Once applied, a plan that destroys the repository destroys every image in it.`,
        remedy: "Take force_delete out. To delete images, use `artos-ecr empty`.",
      },
    ];
  }
  if (before?.force_delete === true && action !== "replace") {
    return [
      {
        reason:
          "force_delete is true in the state, until this plan is applied: a destroy before that destroys every image in the repository.",
        remedy: "Apply this plan, which sets it to false, before anything is destroyed.",
      },
    ];
  }
  return [];
}

function mutability(change: PlannedChange): Words[] {
  const { before, after, action } = change;
  if (action !== "update" || isAsStrict(change)) return [];
  const isHidden = isUnknown(change, "image_tag_mutability");
  const [was, is] = [before?.image_tag_mutability, after?.image_tag_mutability];
  const becomes = is === was ? "excludes other tags" : `becomes ${is}`;
  const what = isHidden ? "may become mutable: it is known only after the apply" : becomes;
  return [
    {
      reason: `image_tag_mutability was ${was} and ${what}. From then on a tag can be moved to another image.`,
      remedy: `To keep tags as they are, keep ${was}.`,
    },
  ];
}

const EXCLUSIONS = "image_tag_mutability_exclusion_filter";

// With exclusions (AWS provider 6), some tags can be moved and others cannot.
function isAsStrict(change: PlannedChange): boolean {
  const { before, after } = change;
  const [was, is] = [before?.image_tag_mutability, after?.image_tag_mutability];
  if (was === "MUTABLE" || is === "IMMUTABLE") return true;
  return is === was && isDeepStrictEqual(before?.[EXCLUSIONS], after?.[EXCLUSIONS]);
}

async function finding(
  { ecr, placeOf }: ReviewContext,
  kind: "force-delete" | "mutable",
  change: PlannedChange,
  words: Words,
): Promise<Finding> {
  const { address, before, after } = change;
  if (!before && isUnknown(change, "name")) {
    return { kind, address, repository: null, images: null, ...words };
  }
  const place = before ? placeInState(before) : { name: String(after?.name), ...placeOf(change) };
  return imageFinding(kind, change, place, await ecr.images(place), words);
}
