import { readLifecyclePolicy } from "../../policies/lifecycle/lifecycle-policy.ts";
import { goes } from "../../simulator/fate.ts";
import { simulate } from "../../simulator/simulate.ts";
import type { Copy } from "../copying/copy-tags.ts";
import type { EcrImage } from "../ecr/images.ts";
import { nextEvaluation, readableLists, storedImage } from "../ecr/lifecycle-losses.ts";
import type { ReadLists } from "../replication/wanted-images.ts";

/** A repository's images, and how to read the digests that its manifest lists refer to. */
export interface ReadableImages {
  readonly images: readonly EcrImage[];
  readonly readLists: ReadLists;
}

type Children = ReadonlyMap<string, readonly string[]>;

/** Images that would go; or why it is not known which. */
export type Crowding =
  | {
      /** Those that are there. */
      readonly lost: readonly EcrImage[];
      /** The digests of those that are copied, in vain. */
      readonly wasted: ReadonlySet<string>;
    }
  | { readonly unknown: string };

/**
 * The images in a destination that its lifecycle policy would expire or archive because copies are
 * added: it takes these for the newest. And the copies that would go themselves. The lists there are read only if something would go without
 * them, since ECR may count that as a pull.
 *
 * @param policy the JSON text of the destination's lifecycle policy
 */
export async function crowdedOut(
  policy: string,
  copies: readonly Copy[],
  source: ReadableImages,
  there: ReadableImages,
): Promise<Crowding> {
  const added = await addedImages(copies, source, there.images);
  const crowding = lostBy(policy, there.images, added, new Map());
  if ("unknown" in crowding) return crowding;
  if (crowding.lost.length === 0 && crowding.wasted.size === 0) return crowding;
  return lostBy(policy, there.images, added, await there.readLists(readableLists(there.images)));
}

interface Added {
  /** Those that the destination does not have yet, in the order in which they are copied. */
  readonly images: readonly EcrImage[];
  /** What the manifest lists among them refer to. */
  readonly children: Children;
  /** The tags that are set, by the digest of their image. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
}

async function addedImages(
  copies: readonly Copy[],
  { images, readLists }: ReadableImages,
  present: readonly EcrImage[],
): Promise<Added> {
  const tags = new Map<string, string[]>();
  for (const { digest, tag } of copies) {
    tags.set(digest, [...(tags.get(digest) ?? []), ...(tag === undefined ? [] : [tag])]);
  }
  const all = new Map(images.map((image) => [image.digest, image]));
  const known = new Set(present.map(({ digest }) => digest));
  const added = new Map<string, EcrImage>();
  const children = new Map<string, readonly string[]>();
  let digests = [...tags.keys()];
  while (digests.length > 0) {
    const found = digests.flatMap((digest) => (known.has(digest) ? [] : (all.get(digest) ?? [])));
    for (const image of found) {
      known.add(image.digest);
      added.set(image.digest, image);
    }
    const lists = readableLists(found);
    for (const [list, named] of await readLists(lists)) children.set(list, named);
    digests = [...new Set(lists.flatMap((list) => children.get(list) ?? []))];
  }
  return { images: inOrder([...tags.keys()], added, children), children, tags };
}

/** Images in the order in which a registry gets them: what a list names, then the list. */
function inOrder(
  digests: readonly string[],
  images: ReadonlyMap<string, EcrImage>,
  children: Children,
): EcrImage[] {
  const ordered = new Map<string, EcrImage>();
  const visit = (digest: string): void => {
    const image = images.get(digest);
    if (image === undefined || ordered.has(digest)) return;
    for (const child of children.get(digest) ?? []) visit(child);
    ordered.set(digest, image);
  };
  for (const digest of digests) visit(digest);
  return [...ordered.values()];
}

function lostBy(
  policy: string,
  present: readonly EcrImage[],
  { images, children, tags }: Added,
  childrenThere: Children,
): Crowding {
  const rules = readLifecyclePolicy(policy);
  const now = nextEvaluation();
  const copiedAt = Date.now();
  const stored = storedImage(new Map([...childrenThere, ...children]));
  const tagsOf = ({ digest }: EcrImage) => tags.get(digest) ?? [];
  const before = simulate(rules, present.map(stored), now);
  const after = simulate(
    rules,
    [
      ...present.map((image) => stored({ ...image, tags: [...image.tags, ...tagsOf(image)] })),
      ...images.map((image, index) =>
        stored({ ...image, tags: tagsOf(image), pushedAt: new Date(copiedAt + index) }),
      ),
    ],
    now,
  );
  if ("unknown" in before) return before;
  if ("unknown" in after) return after;
  const isGone = (fates: typeof after.fates, digest: string) => goes(fates.get(digest)!);
  return {
    lost: present.filter(
      ({ digest }) => isGone(after.fates, digest) && !isGone(before.fates, digest),
    ),
    wasted: new Set(
      images
        .map(({ digest }) => digest)
        .filter((digest) => tags.has(digest) && isGone(after.fates, digest)),
    ),
  };
}
