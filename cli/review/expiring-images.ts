import { expiredImages, mayExpireMore } from "../../simulator/expired-images.ts";
import { summarize } from "../ecr/image-summary.ts";
import type { EcrImage } from "../ecr/images.ts";
import { isSensitive, isUnknown } from "../terraform/planned-change.ts";
import type { ReviewContext } from "./context.ts";
import type { Answer } from "./ecr-answers.ts";
import type { Finding } from "./finding.ts";
import { type PolicyChange, policyChanges, policyOfToday } from "./policy-changes.ts";

const KEEP =
  "To keep them, keep more images, or put the policy of before back. Copy what you need before the apply: ECR expires images within a day.";
const BE_KNOWN = "Give it a repository and a policy that are known in the plan.";
const LET_READ =
  "Let the credentials read it: ecr:GetLifecyclePolicy and ecr:DescribeImages, in the region that the plan is for.";

const NONE = JSON.stringify({ rules: [] });

/** When the last image has reached every age that a rule may name. */
const IN_THE_END = new Date(8.64e15);

/** The images that expire by a lifecycle policy that a plan adds or changes, and are kept today. */
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
    const why = "unknown" in images ? images.unknown : "AWS has no such repository";
    return found(
      null,
      `The lifecycle policy may expire images that are kept today. They were not counted: ${why}.`,
    );
  }
  const expiry = expiringBeyond(today.known, after, images.known, context.now);
  if ("unknown" in expiry) {
    const why = isSensitive(put, "policy") ? "" : `: ${expiry.unknown}`;
    return found(null, `What the lifecycle policy expires cannot be computed${why}.`);
  }
  const { soon, later } = expiry.known;
  if (soon.length + later.length === 0) return undefined;
  const ages = later.length > 0 ? `, and ${later.length} more in time` : "";
  return found(
    [...soon, ...later],
    `The lifecycle policy expires ${soon.length} of ${images.known.length} images that are kept today${ages}.`,
  );
}

function expiringBeyond(
  today: string | null,
  after: string,
  images: readonly EcrImage[],
  now: Date,
): Answer<{ readonly soon: readonly EcrImage[]; readonly later: readonly EcrImage[] }> {
  // A rule without a storage class does not see the archive.
  const dated = images
    .filter(({ isArchived }) => !isArchived)
    .map((image) => ({ ...image, pushedAt: image.pushedAt ?? new Date(Number.NaN) }));
  const beyondToday = (when: Date): Answer<ReadonlySet<string>> => {
    const next = expiredImages(after, dated, when);
    if ("unknown" in next) return next;
    const old = expiredImages(today ?? NONE, dated, when);
    const already = new Set("expired" in old ? old.expired.map(({ digest }) => digest) : []);
    const digests = next.expired.map(({ digest }) => digest);
    return { known: new Set(digests.filter((digest) => !already.has(digest))) };
  };
  const [soon, end] = [beyondToday(now), beyondToday(IN_THE_END)];
  if ("unknown" in soon) return soon;
  if ("unknown" in end) return end;
  return {
    known: {
      soon: images.filter(({ digest }) => soon.known.has(digest)),
      later: images.filter(({ digest }) => end.known.has(digest) && !soon.known.has(digest)),
    },
  };
}
