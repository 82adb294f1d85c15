import type { LifecyclePolicy } from "../policies/lifecycle/lifecycle-policy.ts";
import { type Outcome, outcomeAt, outcomeInTheEnd } from "./outcome.ts";
import type { StoredImage } from "./stored-image.ts";

/** Images by their digests: those that go when ECR evaluates a policy, and more that go in time. */
export interface Going {
  readonly soon: ReadonlySet<string>;
  readonly later: ReadonlySet<string>;
}

/** What a new lifecycle policy expires or archives beyond the old one; or why it is not known. */
export type Losses =
  | {
      readonly expired: Going;
      /** Those that the old policy neither archives nor expires. They may expire in time. */
      readonly archived: Going;
    }
  | { readonly unknown: string };

/**
 * What a new lifecycle policy takes away beyond the old one. If it is not known what the old policy
 * does, it counts as one that leaves all images alone.
 */
export function lossesBy(
  next: LifecyclePolicy,
  old: LifecyclePolicy,
  images: readonly StoredImage[],
  now: Date,
): Losses {
  const [soon, end] = [outcomeAt(next, images, now), outcomeInTheEnd(next, images)];
  if ("unknown" in soon) return soon;
  if ("unknown" in end) return end;
  const [soonByOld, endByOld] = [outcomeAt(old, images, now), outcomeInTheEnd(old, images)].map(
    knownOr,
  ) as [KnownOutcome, KnownOutcome];
  const expired = minus(soon.expired, soonByOld.expired);
  const archived = minus(soon.archived, soonByOld.archived, soonByOld.expired);
  return {
    expired: { soon: expired, later: minus(end.expired, endByOld.expired, expired) },
    archived: {
      soon: archived,
      later: minus(end.archived, endByOld.archived, endByOld.expired, archived),
    },
  };
}

type KnownOutcome = Exclude<Outcome, { readonly unknown: string }>;

function knownOr(outcome: Outcome): KnownOutcome {
  return "unknown" in outcome ? { expired: new Set(), archived: new Set() } : outcome;
}

function minus(
  digests: ReadonlySet<string>,
  ...others: readonly ReadonlySet<string>[]
): ReadonlySet<string> {
  return new Set([...digests].filter((digest) => !others.some((other) => other.has(digest))));
}
