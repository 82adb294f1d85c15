import type { LifecyclePolicy } from "../policies/lifecycle/lifecycle-policy.ts";
import { simulate } from "./simulate.ts";
import type { StoredImage } from "./stored-image.ts";

/** What a lifecycle policy does, by the digests of the images; or why it cannot be computed. */
export type Outcome =
  | { readonly expired: ReadonlySet<string>; readonly archived: ReadonlySet<string> }
  | { readonly unknown: string };

/** What a lifecycle policy does when ECR evaluates it. */
export function outcomeAt(
  policy: LifecyclePolicy,
  images: readonly StoredImage[],
  now: Date,
): Outcome {
  const simulation = simulate(policy, images, now);
  if ("unknown" in simulation) return simulation;
  const { fates } = simulation;
  const of = (kind: string) =>
    new Set(
      images.map(({ digest }) => digest).filter((digest) => fates.get(digest)?.kind === kind),
    );
  return { expired: of("expires"), archived: of("is archived") };
}

/** When the last image has reached every age that a rule may name. */
const IN_THE_END = new Date(8.64e15);

/**
 * What a lifecycle policy does in the end, if nothing is pushed or pulled any more. An image that it
 * archives first and expires then is in both sets.
 */
export function outcomeInTheEnd(policy: LifecyclePolicy, images: readonly StoredImage[]): Outcome {
  const first = outcomeAt(policy, images, IN_THE_END);
  if ("unknown" in first) return first;
  const { expired, archived } = first;
  const moved = images.map((image) => (archived.has(image.digest) ? inArchive(image) : image));
  const then = outcomeAt(policy, moved, IN_THE_END);
  if ("unknown" in then) return then;
  return { expired: new Set([...expired, ...then.expired]), archived };
}

function inArchive(image: StoredImage): StoredImage {
  return { ...image, storageClass: "archive", archivedAt: new Date(0) };
}
