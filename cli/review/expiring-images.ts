import { expiredImages, mayExpireMore } from "../../policies/expired-images.ts";
import { type EcrImage, summarize } from "../images-in-ecr.ts";
import type { Answer, RepositoryPlace } from "./ecr-answers.ts";
import type { Finding } from "./finding.ts";
import { isSensitive, isUnknown, type PlannedChange } from "./plan.ts";
import { type PolicyChange, policyChanges } from "./policy-changes.ts";
import type { ReviewContext } from "./repository.ts";

const REMEDY =
  "To keep them, keep more images, or put the policy of before back. Copy what you need before the apply: ECR expires images within a day.";

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
  const found = (images: readonly EcrImage[] | null, reason: string): Finding => ({
    kind: "expire",
    address: put.address,
    repository: place?.name ?? null,
    images: images && summarize(images),
    reason,
    remedy: REMEDY,
  });
  if (!place) {
    return found(
      null,
      "It is known only after the apply which repository gets this lifecycle policy.",
    );
  }
  if (isUnknown(put, "policy")) {
    return found(null, "The lifecycle policy is known only after the apply.");
  }
  const after = String(put.after?.policy);
  const today = await policyOfToday(context, place, removed);
  if ("unknown" in today) {
    return found(
      null,
      `What it expires beyond the policy of today is not known: ${today.unknown}.`,
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
  const { length } = expiry.known;
  if (length === 0) return undefined;
  return found(
    expiry.known,
    `The lifecycle policy expires ${length} of ${images.known.length} images that are kept today.`,
  );
}

// Without a policy in the state AWS may have one all the same, which the new one overwrites.
async function policyOfToday(
  { ecr }: ReviewContext,
  place: RepositoryPlace,
  removed: PlannedChange | undefined,
): Promise<Answer<string | null>> {
  if (removed) return { known: String(removed.before?.policy) };
  return ecr.isOffline ? { known: null } : ecr.lifecyclePolicy(place);
}

function expiringBeyond(
  today: string | null,
  after: string,
  images: readonly EcrImage[],
  now: Date,
): Answer<readonly EcrImage[]> {
  // A rule without a storage class does not see the archive.
  const dated = images
    .filter(({ isArchived }) => !isArchived)
    .map((image) => ({ ...image, pushedAt: image.pushedAt ?? new Date(Number.NaN) }));
  const next = expiredImages(after, dated, now);
  if ("unknown" in next) return next;
  const old = today === null ? { expired: [] } : expiredImages(today, dated, now);
  const already = new Set("expired" in old ? old.expired.map(({ digest }) => digest) : []);
  const expiring = new Set(
    next.expired.map(({ digest }) => digest).filter((digest) => !already.has(digest)),
  );
  return { known: images.filter(({ digest }) => expiring.has(digest)) };
}
