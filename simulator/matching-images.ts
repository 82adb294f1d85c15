import type { PolicyRule } from "../policies/lifecycle/lifecycle-policy.ts";
import { patternTest } from "../policies/lifecycle/tag-pattern.ts";
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
}: PolicyRule): (image: StoredImage) => boolean {
  const fits = tagPatterns.map(patternTest);
  const hasTags = (tags: readonly string[]) => {
    if (tagStatus === "untagged") return tags.length === 0;
    return fits.every((test) => tags.some(test));
  };
  return (image) => image.storageClass === storageClass && hasTags(image.tags);
}
