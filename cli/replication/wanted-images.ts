import type { EcrImage } from "../ecr/images.ts";

/**
 * The images of a repository that a copy of it has to have: those with a tag, and what is attached to
 * one of them, such as a signature. A manifest list stands for the images that it names: no registry
 * takes it without them. What is in the archive cannot be pulled, and so not copied.
 */
export function wantedImages(images: readonly EcrImage[]): EcrImage[] {
  const wanted = new Map<string, EcrImage>();
  let found = images.filter(({ tags }) => tags.length > 0);
  while (found.length > 0) {
    for (const image of found) wanted.set(image.digest, image);
    found = images.filter(
      ({ digest, subject }) => !wanted.has(digest) && subject !== undefined && wanted.has(subject),
    );
  }
  return images.filter(({ digest, isArchived }) => wanted.has(digest) && !isArchived);
}
