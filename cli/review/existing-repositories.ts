import { isUnknown, type PlannedChange, repositoryChanges } from "../terraform/planned-change.ts";
import type { ReviewContext } from "./context.ts";
import type { Finding } from "./finding.ts";
import { imageFinding } from "./image-finding.ts";
import { takesOver } from "./lost-repositories.ts";

/** The repositories that a plan creates and AWS has already: the apply would fail. */
export async function existingRepositories(context: ReviewContext): Promise<Finding[]> {
  const all = repositoryChanges(context.plan.changes);
  const created = all.filter(
    (change) => isNew(change) && !all.some((lost) => takesOver(context, lost, change)),
  );
  const findings = created.map((change) =>
    isUnknown(change, "name") ? unknownName(change) : existing(context, change),
  );
  return (await Promise.all(findings)).filter((finding) => finding !== undefined);
}

function isNew({ action, before, after }: PlannedChange): boolean {
  return action === "create" || (action === "replace" && before?.name !== after?.name);
}

async function existing(
  { ecr, placeOf }: ReviewContext,
  change: PlannedChange,
): Promise<Finding | undefined> {
  if (ecr.isOffline) return undefined;
  const place = { name: String(change.after?.name), ...placeOf(change) };
  const images = await ecr.images(place);
  if ("known" in images && images.known === undefined) return undefined;
  const reason =
    "known" in images
      ? "The plan creates it, and AWS has a repository of this name: the apply would fail."
      : "The plan creates it, and AWS did not answer whether it exists.";
  return imageFinding("exists", change, place, images, {
    reason,
    remedy:
      "To manage the one that exists, import it (`artos-ecr adopt`, an `import` block or `terraform import`). To have another, choose another name.",
  });
}

function unknownName({ address }: PlannedChange): Finding {
  return {
    kind: "exists",
    address,
    repository: null,
    images: null,
    reason:
      "The plan creates it under a name that is known only after the apply. AWS may have a repository of that name.",
    remedy: "Give it a name that is known in the plan.",
  };
}
