import type { StoredImage } from "../../simulator/stored-image.ts";
import type { expire } from "./lifecycle.ts";

const DAY = 24 * 60 * 60 * 1000;

type Rule = ReturnType<typeof expire>;

/**
 * What a policy does with an image, sentence by sentence as AWS's page on lifecycle policies has it:
 * slow, and without a line of the simulator.
 *
 * @param rules of the JSON, by priority
 */
export function oracle(
  rules: readonly Rule[],
  images: readonly StoredImage[],
  now: Date,
): Record<string, string> {
  const identified = rules.map((rule) =>
    images.filter((image) => matches(rule, image)).sort(youngestFirst),
  );
  const marked = rules.map((rule, index) => marks(rule, identified[index]!, now));
  const firstOf = (image: StoredImage) => identified.findIndex((all) => all.includes(image));
  const goes = (image: StoredImage): boolean => {
    const first = firstOf(image);
    const isMarked = first >= 0 && marked[first]!.includes(image);
    return isMarked && holders(image).every(goes);
  };
  const holders = ({ digest }: StoredImage) =>
    images.filter((one) => one.storageClass === "standard" && one.children.includes(digest));
  const story = (image: StoredImage) => {
    const first = firstOf(image);
    if (first < 0) return "is unmatched";
    if (!marked[first]!.includes(image)) return `is shielded by ${first + 1}`;
    if (!goes(image)) return `is held by ${first + 1}`;
    const kind = rules[first]!.action.type === "expire" ? "expires" : "is archived";
    return `${kind} by ${first + 1}`;
  };
  return Object.fromEntries(images.map((image) => [image.digest, story(image)]));
}

function matches({ selection }: Rule, { tags, storageClass }: StoredImage): boolean {
  const { tagStatus, tagPrefixList, tagPatternList } = selection as Record<string, string[]>;
  if ((selection.storageClass ?? "standard") !== storageClass) return false;
  if (`${tagStatus}` === "any") return true;
  if (`${tagStatus}` === "untagged") return tags.length === 0;
  return tagPrefixList
    ? tagPrefixList.every((prefix) => tags.some((tag) => tag.startsWith(prefix)))
    : tagPatternList!.every((pattern) => tags.some((tag) => wildcard(pattern).test(tag)));
}

function wildcard(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
}

function marks(
  { selection }: Rule,
  images: readonly StoredImage[],
  now: Date,
): readonly StoredImage[] {
  const count = Number(selection.countNumber);
  if (selection.countType === "imageCountMoreThan") return images.slice(count);
  return images.filter((image) => {
    const { pushedAt, lastPulledAt, restoredAt, archivedAt } = image;
    const pulled = lastPulledAt ?? pushedAt!;
    const since = {
      sinceImagePushed: pushedAt!,
      sinceImagePulled: restoredAt && restoredAt > pulled ? restoredAt : pulled,
      sinceImageTransitioned: archivedAt!,
    }[`${selection.countType}` as "sinceImagePushed"];
    return (now.getTime() - since.getTime()) / DAY > count;
  });
}

function youngestFirst(one: StoredImage, other: StoredImage): number {
  return (
    other.pushedAt!.getTime() - one.pushedAt!.getTime() || (one.digest < other.digest ? -1 : 1)
  );
}
