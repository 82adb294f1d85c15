import type { EcrImage } from "../ecr/images.ts";
import { readableLists } from "../ecr/lifecycle-losses.ts";

/** Asks AWS for the digests that each of some manifest lists refers to. */
export type ReadLists = (
  digests: readonly string[],
) => Promise<ReadonlyMap<string, readonly string[]>>;

/**
 * The images of a repository that a copy of it has to have: those with a tag, and what is attached to
 * one of them or to its platforms, such as a signature. A manifest list stands for the images that it
 * names: no registry takes it without them. What is in the archive cannot be pulled, and so not copied.
 *
 * @param readLists is called only if something is attached to an image without a tag
 */
export async function wantedImages(
  images: readonly EcrImage[],
  readLists: ReadLists,
): Promise<EcrImage[]> {
  const present = new Set(images.map(({ digest }) => digest));
  const wanted = new Set(images.filter(({ tags }) => tags.length > 0).map(({ digest }) => digest));
  const subjects = new Set(wanted);
  const read = new Set<string>();
  const attachedTo = (digests: ReadonlySet<string>) =>
    images.filter(
      ({ digest, subject }) => subject !== undefined && !wanted.has(digest) && digests.has(subject),
    );
  while (attachedTo(present).length > 0) {
    const found = attachedTo(subjects);
    for (const { digest } of found) {
      wanted.add(digest);
      subjects.add(digest);
    }
    if (found.length > 0) continue;
    const lists = readableLists(images).filter(
      (digest) => subjects.has(digest) && !read.has(digest),
    );
    if (lists.length === 0) break;
    for (const children of (await readLists(lists)).values()) {
      for (const child of children) subjects.add(child);
    }
    for (const digest of lists) read.add(digest);
  }
  return images.filter(({ digest, isArchived }) => wanted.has(digest) && !isArchived);
}
