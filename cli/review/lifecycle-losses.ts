import type { LifecyclePolicy } from "../../policies/lifecycle/lifecycle-policy.ts";
import { type Losses, lossesBy } from "../../simulator/losses.ts";
import type { StoredImage } from "../../simulator/stored-image.ts";
import type { EcrImage } from "../ecr/images.ts";
import type { ReviewContext } from "./context.ts";
import type { RepositoryPlace } from "./place.ts";

/**
 * What a new lifecycle policy takes away beyond the old one; `unread` if AWS does not show what the
 * manifest lists refer to. It is asked only if something would be lost without them, as ECR may count
 * the reading as a pull. A manifest list keeps images, so without a loss there is none with it.
 */
export async function lifecycleLosses(
  { ecr, now }: ReviewContext,
  place: RepositoryPlace,
  images: readonly EcrImage[],
  next: LifecyclePolicy,
  old: LifecyclePolicy,
): Promise<Losses | { readonly unread: string }> {
  const losses = lossesBy(next, old, images.map(storedImage(new Map())), now);
  // A list in the archive holds nothing, and cannot be read.
  const lists = images.filter(({ isManifestList, isArchived }) => isManifestList && !isArchived);
  if ("unknown" in losses || isNothing(losses) || lists.length === 0) return losses;
  const digests = lists.map(({ digest }) => digest);
  const children = await ecr.manifestLists(place, digests);
  if ("unknown" in children) return { unread: children.unknown };
  return lossesBy(next, old, images.map(storedImage(children.known)), now);
}

function isNothing({ expired, archived }: Exclude<Losses, { unknown: string }>): boolean {
  return [expired, archived].every(({ soon, later }) => soon.size + later.size === 0);
}

function storedImage(children: ReadonlyMap<string, readonly string[]>) {
  return ({ isArchived, ...image }: EcrImage): StoredImage => ({
    ...image,
    storageClass: isArchived ? "archive" : "standard",
    children: children.get(image.digest) ?? [],
  });
}
