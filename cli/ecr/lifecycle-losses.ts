import type { LifecyclePolicy } from "../../policies/lifecycle/lifecycle-policy.ts";
import { type Losses, lossesBy } from "../../simulator/losses.ts";
import type { StoredImage } from "../../simulator/stored-image.ts";
import type { EcrImage } from "./images.ts";

/**
 * Asks AWS for the digests that each of some manifest lists refers to. ECR may count the reading as a
 * pull.
 */
export type ReadManifestLists = (
  digests: readonly string[],
) => Promise<
  { readonly known: ReadonlyMap<string, readonly string[]> } | { readonly unknown: string }
>;

/**
 * What a new lifecycle policy takes away beyond the old one; `unread` if AWS does not show what the
 * manifest lists refer to. It is asked only if something would be lost without them. A manifest list
 * keeps images, so without a loss there is none with it.
 *
 * @param now when the policies are evaluated
 */
export async function lifecycleLosses(
  images: readonly EcrImage[],
  next: LifecyclePolicy,
  old: LifecyclePolicy,
  now: Date,
  readManifestLists: ReadManifestLists,
): Promise<Losses | { readonly unread: string }> {
  const losses = lossesBy(next, old, images.map(storedImage(new Map())), now);
  const lists = readableLists(images);
  if ("unknown" in losses || isNothing(losses) || lists.length === 0) return losses;
  const children = await readManifestLists(lists);
  if ("unknown" in children) return { unread: children.unknown };
  return lossesBy(next, old, images.map(storedImage(children.known)), now);
}

/** When ECR will have evaluated a policy that is put now: it takes a day at most. */
export function nextEvaluation(): Date {
  return new Date(Date.now() + 24 * 60 * 60 * 1_000);
}

/** The digests of the manifest lists that hold images: a list in the archive holds nothing. */
export function readableLists(images: readonly EcrImage[]): string[] {
  return images
    .filter(({ isManifestList, isArchived }) => isManifestList && !isArchived)
    .map(({ digest }) => digest);
}

/**
 * Makes of an image of ECR what the simulator takes.
 *
 * @param children what manifest lists refer to, by the digest of the list
 */
export function storedImage(children: ReadonlyMap<string, readonly string[]>) {
  return ({ isArchived, ...image }: EcrImage): StoredImage => ({
    ...image,
    storageClass: isArchived ? "archive" : "standard",
    children: children.get(image.digest) ?? [],
  });
}

function isNothing({ expired, archived }: Exclude<Losses, { unknown: string }>): boolean {
  return [expired, archived].every(({ soon, later }) => soon.size + later.size === 0);
}
