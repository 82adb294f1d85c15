import type { StoredImage } from "./stored-image.ts";

/**
 * The digests to which a manifest list refers that stays, each with the digest of the list. ECR
 * neither expires nor archives such an image: the list must be gone or archived first. So a list that
 * is held holds its own images too. Source: Amazon ECR User Guide, Lifecycle policy evaluation rules.
 *
 * @param isMarked whether a rule expires or archives an image unless it is held
 */
export function heldImages(
  images: readonly StoredImage[],
  isMarked: (digest: string) => boolean,
): Map<string, string> {
  const lists = new Map<string, StoredImage>();
  for (const image of images) {
    const isList = image.children.length > 0 && image.storageClass === "standard";
    if (isList) lists.set(image.digest, image);
  }
  const held = new Map<string, string>();
  const holding = [...lists.values()].filter(({ digest }) => !isMarked(digest));
  // More are added as they are found to be held.
  for (const { digest, children } of holding) {
    for (const child of children) {
      if (held.has(child)) continue;
      held.set(child, digest);
      const list = lists.get(child);
      if (list !== undefined) holding.push(list);
    }
  }
  return held;
}
