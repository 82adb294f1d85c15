import type { StoredImage } from "./stored-image.ts";

/**
 * The images that a manifest list holds, with the digest of one that does. ECR neither expires nor
 * archives an image as long as a manifest list that refers to it is neither gone nor archived. So a
 * list which is held holds its own children too. Source: Amazon ECR User Guide, Lifecycle policy
 * evaluation rules.
 *
 * @param marked those that a rule expires or archives unless they are held
 */
export function heldImages(
  images: readonly StoredImage[],
  marked: ReadonlySet<StoredImage>,
): Map<StoredImage, string> {
  const byDigest = new Map(images.map((image) => [image.digest, image]));
  const held = new Map<StoredImage, string>();
  const holding = images.filter((image) => !marked.has(image));
  // More are added as they are found to be held.
  for (const { storageClass, digest, children } of holding) {
    if (storageClass === "archive") continue;
    for (const child of children) {
      const image = byDigest.get(child);
      if (image === undefined || held.has(image)) continue;
      held.set(image, digest);
      if (marked.has(image)) holding.push(image);
    }
  }
  return held;
}
