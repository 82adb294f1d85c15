import type { LifecycleRule } from "../policies/lifecycle/lifecycle-policy.ts";
import type { StoredImage } from "./stored-image.ts";

/**
 * Whether a rule sees an image: it has the rule's storage class, and meets its requirements of tags.
 * Each pattern must fit a tag, but one tag may fit several patterns. Source: Amazon ECR User Guide,
 * Lifecycle policy evaluation rules.
 */
export function matcherOf({
  storageClass,
  tagStatus,
  tagPatterns,
}: LifecycleRule): (image: StoredImage) => boolean {
  const fits = tagPatterns.map(testOf);
  const hasTags = (tags: readonly string[]) => {
    if (tagStatus === "untagged") return tags.length === 0;
    return fits.every((test) => tags.some(test));
  };
  return (image) => image.storageClass === storageClass && hasTags(image.tags);
}

function testOf(pattern: string): (tag: string) => boolean {
  const [start, ...parts] = pattern.split("*") as [string, ...string[]];
  const end = parts.pop();
  if (end === undefined) return (tag) => tag === pattern;
  return (tag) => {
    if (!tag.startsWith(start)) return false;
    let position = start.length;
    for (const part of parts) {
      const found = tag.indexOf(part, position);
      if (found < 0) return false;
      position = found + part.length;
    }
    return tag.endsWith(end) && position + end.length <= tag.length;
  };
}
