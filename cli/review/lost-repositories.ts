import { isDeepStrictEqual } from "node:util";
import type { EcrImage } from "../images-in-ecr.ts";
import type { Answer } from "./ecr-answers.ts";
import type { Finding } from "./finding.ts";
import { type Attributes, asObject, isSensitive, isUnknown, type PlannedChange } from "./plan.ts";
import {
  imageFinding,
  isDeleted,
  placeInState,
  type ReviewContext,
  repositoryChanges,
} from "./repository.ts";

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
    const { reason, remedy } = whyReplaced(context, change);
    const words = { reason: `The plan deletes it and creates it anew. ${reason} ${fate}`, remedy };
    return imageFinding("replace", change, place, images, words);
  }
  const reason = [`The plan deletes it.`, WHY_DELETED[change.actionReason ?? ""], fate];
  return imageFinding("destroy", change, place, images, {
    reason: reason.filter((sentence) => sentence !== undefined).join(" "),
    remedy: context.remedies.putBack(change),
  });
}

// A repository of the same name in another region is another repository.
function takesOver(context: ReviewContext, lost: PlannedChange, other: PlannedChange): boolean {
  if (other === lost || !["create", "replace"].includes(other.action)) return false;
  if (isUnknown(other, "name") || other.after?.name !== lost.before?.name) return false;
  const { region, account } = context.placeOf(other);
  const place = placeInState(lost.before ?? {});
  return (
    (region === undefined || region === place.region) &&
    (account === undefined || account === place.account)
  );
}

function whatAwsDoes(
  { before }: PlannedChange,
  images: Answer<readonly EcrImage[] | undefined>,
): string {
  if (before?.force_delete === true) {
    return "force_delete is true in the state: AWS deletes every image with it.";
  }
  return "known" in images && !images.known?.length
    ? "It holds no image, so that AWS deletes it."
    : "AWS refuses to delete it while it holds images. The apply then stops half-way, and the repository's policies may be gone already.";
}

/** Source: Terraform, JSON Output Format, action_reason. */
const WHY_DELETED: Readonly<Record<string, string>> = {
  delete_because_no_resource_config: "Its resource is no longer in the configuration.",
  delete_because_no_module: "Its module call is no longer in the configuration.",
  delete_because_wrong_repetition: "Its resource has another repetition: count or for_each.",
  delete_because_count_index: "Its index is beyond the resource's count.",
  delete_because_each_key: "Its key is no longer in the resource's for_each.",
  delete_because_no_move_target: "A moved block moves it to an address that does not exist.",
};

interface Words {
  readonly reason: string;
  readonly remedy: string;
}

function whyReplaced(context: ReviewContext, change: PlannedChange): Words {
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
    remedy: [...new Set(paths.map((path) => keep(context, change, path)))].join(" "),
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
  { remedies }: ReviewContext,
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
