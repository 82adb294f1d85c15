import { join } from "node:path";
import * as z from "zod";
import { objectOf, text } from "../../settings/shape.ts";
import { isTag } from "../ecr/image-tag.ts";
import { IMAGE_NAME } from "../image-reference.ts";
import { inShape, readJson } from "../json-file.ts";
import { projectRoot } from "../project-root.ts";

/** The file at the project's root that lists third-party images. */
export const MIRROR_MANIFEST = "third-party-images.json";

const MUST = {
  upstream: "must be an image reference without a tag",
  tag: "must be an image tag",
  tags: "must be a list of one tag or more",
  digest: "must be sha256: and 64 hex digits in lower case",
};

const IMAGE = objectOf(
  {
    /** The component whose repository takes it. */
    component: text,
    /** Where it is published, as `docker pull` takes it, without a tag: `redis`, `ghcr.io/a/b`. */
    upstream: z.string(MUST.upstream).regex(IMAGE_NAME, MUST.upstream),
    /** The tags to copy. */
    tags: z.array(z.string(MUST.tag).refine(isTag, MUST.tag), MUST.tags).min(1, MUST.tags),
    /** What each of the tags must be upstream. For a multi-platform image, the digest of its index. */
    digest: z
      .string(MUST.digest)
      .regex(/^sha256:[0-9a-f]{64}$/, MUST.digest)
      .optional(),
  },
  "keys",
);

/** A third-party image and the tags of it that are wanted. */
export type MirroredImage = z.infer<typeof IMAGE>;

const IMAGES = z
  .array(IMAGE, "must be a list of objects")
  .superRefine(refuseRepeats, { when: () => true });

/**
 * Reads the manifest.
 *
 * @throws CommandError with every problem in it
 */
export function readMirrorManifest(): MirroredImage[] {
  const expected = { shape: IMAGES, source: "Images in and out, Mirror" } as const;
  const path = join(projectRoot(), MIRROR_MANIFEST);
  return inShape(path, readJson(path), expected, "Nothing was copied.");
}

// At every run, the second entry would move the tag that the first one pushed. The rule is checked
// even if others are broken.
function refuseRepeats(images: unknown, { addIssue }: z.core.$RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, image] of Array.isArray(images) ? images.entries() : []) {
    for (const [position, tag] of Array.isArray(image?.tags) ? image.tags.entries() : []) {
      const name = `${image.component}:${tag}`;
      if (seen.has(name)) {
        const message = `must be listed once: ${name} is listed before`;
        addIssue({ code: "custom", path: [index, "tags", position], input: tag, message });
      }
      seen.add(name);
    }
  }
}
