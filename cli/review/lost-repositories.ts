import type { EcrImage } from "../ecr/images.ts";
import {
  isDeleted,
  isUnknown,
  type PlannedChange,
  repositoryChanges,
} from "../terraform/planned-change.ts";
import type { ReviewContext } from "./context.ts";
import type { Answer } from "./ecr-answers.ts";
import type { Finding } from "./finding.ts";
import { imageFinding } from "./image-finding.ts";
import { mayBeAt, placeInState } from "./place.ts";
import { whyReplaced } from "./why-replaced.ts";

/** The repositories that a plan deletes: for good, to make them anew, or to make them elsewhere. */
export function lostRepositories(context: ReviewContext): Promise<Finding[]> {
  const repositories = repositoryChanges(context.plan.changes);
  const lost = repositories.filter(isDeleted);
  return Promise.all(lost.map((change) => judge(context, repositories, change)));
}

async function judge(
  context: ReviewContext,
  repositories: readonly PlannedChange[],
  change: PlannedChange,
): Promise<Finding> {
  const place = placeInState(change.before ?? {});
  const images = await context.ecr.images(place);
  const fate = whatAwsDoes(change, images);
  const target = repositories.find((other) => takesOver(context, change, other));
  if (target) {
    const reason = `The plan deletes it at this address and creates ${place.name} at ${target.address}. ${fate}`;
    const remedy = isDeleted(target)
      ? `${target.address} holds another repository in the state, so that no moved block can do it. To keep both, put them back, or exchange them with \`terraform state mv\` over a third address.`
      : context.remedies.move(change, target);
    return imageFinding("rename", change, place, images, { reason, remedy });
  }
  if (change.action === "replace") {
    const { reason, remedy } = whyReplaced(context.remedies, change);
    const words = { reason: `The plan deletes it and creates it anew. ${reason} ${fate}`, remedy };
    return imageFinding("replace", change, place, images, words);
  }
  const { why, remedy } = whyDeleted(context, change);
  return imageFinding("destroy", change, place, images, {
    reason: ["The plan deletes it.", why, fate].filter(Boolean).join(" "),
    remedy,
  });
}

function whyDeleted({ remedies }: ReviewContext, change: PlannedChange) {
  if (change.isDeposed) return { why: DEPOSED, remedy: UNDEPOSE };
  if (change.actionReason === undefined) {
    return { why: undefined, remedy: "To keep it, plan without -destroy." };
  }
  return { why: WHY_DELETED.get(change.actionReason), remedy: remedies.putBack(change) };
}

/**
 * Whether a repository is deleted at one address and created at another. One of the same name in
 * another region is another repository.
 */
export function takesOver(
  context: ReviewContext,
  lost: PlannedChange,
  other: PlannedChange,
): boolean {
  if (other === lost || lost.isDeposed || !isDeleted(lost)) return false;
  if (!["create", "replace"].includes(other.action)) return false;
  if (isUnknown(other, "name") || other.after?.name !== lost.before?.name) return false;
  return mayBeAt(context.placeOf(other), placeInState(lost.before ?? {}));
}

function whatAwsDoes(
  { before }: PlannedChange,
  images: Answer<readonly EcrImage[] | undefined>,
): string {
  if (before?.force_delete === true) {
    return "force_delete is true in the state: AWS deletes every image with it.";
  }
  if ("known" in images && images.known === undefined) return "AWS has no such repository.";
  return "known" in images && !images.known?.length
    ? "It holds no image, so that AWS deletes it."
    : "AWS refuses to delete it while it holds images. The apply then stops half-way, and the repository's policies may be gone already.";
}

/** Source: Terraform, JSON Output Format, action_reason. */
const WHY_DELETED: ReadonlyMap<string, string> = new Map([
  ["delete_because_no_resource_config", "Its resource is no longer in the configuration."],
  ["delete_because_no_module", "Its module call is no longer in the configuration."],
  ["delete_because_wrong_repetition", "Its resource has another repetition: count or for_each."],
  ["delete_because_count_index", "Its index is beyond the resource's count."],
  ["delete_because_each_key", "Its key is no longer in the resource's for_each."],
  ["delete_because_no_move_target", "A moved block moves it to an address that does not exist."],
]);

const DEPOSED = "It is left over from an earlier replacement.";
const UNDEPOSE =
  "To keep it, take the address out of the state with `terraform state rm`, and import the repository that belongs there.";
