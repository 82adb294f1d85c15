import { readLifecyclePolicy } from "../../policies/lifecycle/lifecycle-policy.ts";
import type { Going } from "../../simulator/losses.ts";
import { mayExpireMore } from "../../simulator/may-expire-more.ts";
import { summarize } from "../ecr/image-summary.ts";
import type { EcrImage } from "../ecr/images.ts";
import { lifecycleLosses } from "../ecr/lifecycle-losses.ts";
import { isSensitive, isUnknown } from "../terraform/planned-change.ts";
import type { ReviewContext } from "./context.ts";
import type { Finding } from "./finding.ts";
import { type PolicyChange, policyChanges, policyOfToday } from "./policy-changes.ts";

const KEEP =
  "To keep them, keep more images, or put the policy of before back. Copy what you need before the apply: ECR expires images within a day.";
const KEEP_PULLABLE =
  "To keep them pullable, keep more images out of the archive, or put the policy of before back. ECR archives images within a day.";
const BE_KNOWN = "Give it a repository and a policy that are known in the plan.";
const LET_READ =
  "Let the credentials read it: ecr:GetLifecyclePolicy and ecr:DescribeImages, in the region that the plan is for.";

/**
 * The images that a lifecycle policy expires or archives that a plan adds or changes, and that stay
 * today.
 */
export async function expiringImages(
  context: ReviewContext,
  stranded: readonly Finding[],
): Promise<Finding[]> {
  const changes = policyChanges(context, "aws_ecr_lifecycle_policy", stranded);
  const findings = changes.map((change) => judge(context, change));
  return (await Promise.all(findings)).filter((finding) => finding !== undefined);
}

async function judge(
  context: ReviewContext,
  { place, removed, put }: PolicyChange,
): Promise<Finding | undefined> {
  if (!put) return undefined;
  const found = (
    images: readonly EcrImage[] | null,
    reason: string,
    remedy: string = KEEP,
  ): Finding => ({
    kind: "expire",
    address: put.address,
    repository: place?.name ?? null,
    images: images && summarize(images),
    reason,
    remedy,
  });
  if (!place) {
    return found(
      null,
      "It is known only after the apply which repository gets this lifecycle policy.",
      BE_KNOWN,
    );
  }
  if (isUnknown(put, "policy")) {
    return found(null, "The lifecycle policy is known only after the apply.", BE_KNOWN);
  }
  const after = String(put.after?.policy);
  const today = await policyOfToday(context.ecr, place, removed, context.ecr.lifecyclePolicy);
  if ("unknown" in today) {
    return found(
      null,
      `What it expires beyond the policy of today is not known: ${today.unknown}.`,
      LET_READ,
    );
  }
  if (!mayExpireMore(today.known, after)) return undefined;
  const images = await context.ecr.images(place);
  if ("unknown" in images || images.known === undefined) {
    return found(
      null,
      uncounted("unknown" in images ? images.unknown : "AWS has no such repository"),
    );
  }
  const old = today.known === null ? { rules: [] } : readLifecyclePolicy(today.known);
  const next = readLifecyclePolicy(after);
  const losses = await lifecycleLosses(images.known, next, old, context.now, (lists) =>
    context.ecr.manifestLists(place, lists),
  );
  if ("unread" in losses) return found(null, uncounted(losses.unread));
  if ("unknown" in losses) {
    const why = isSensitive(put, "policy") ? "" : `: ${losses.unknown}`;
    return found(null, `What the lifecycle policy expires cannot be computed${why}.`);
  }
  const { expired, archived } = losses;
  const lost = new Set([expired, archived].flatMap(({ soon, later }) => [...soon, ...later]));
  if (lost.size === 0) return undefined;
  return found(
    images.known.filter(({ digest }) => lost.has(digest)),
    reasonOf(expired, archived, images.known.length),
    isAny(expired) ? KEEP : KEEP_PULLABLE,
  );
}

function uncounted(why: string): string {
  return `The lifecycle policy may expire images that are kept today. They were not counted: ${why}.`;
}

function reasonOf(expired: Going, archived: Going, all: number): string {
  const words = (verb: string, { soon, later }: Going) =>
    `The lifecycle policy ${verb} ${soon.size} of ${all} images that are kept today${inTime(later)}.`;
  return [
    ...(isAny(expired) ? [words("expires", expired)] : []),
    ...(isAny(archived) ? [words("archives", archived), UNPULLABLE] : []),
  ].join(" ");
}

const UNPULLABLE = "An archived image cannot be pulled until it is restored.";

function inTime({ size }: ReadonlySet<string>): string {
  return size > 0 ? `, and ${size} more in time` : "";
}

function isAny({ soon, later }: Going): boolean {
  return soon.size + later.size > 0;
}
