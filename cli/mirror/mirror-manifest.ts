import { usageError } from "../command-error.ts";
import { isTag } from "../ecr/image-tag.ts";
import { readJson } from "../json-file.ts";

/** The file at the project's root that says where third-party images come from. */
const MIRROR_MANIFEST = "third-party-images.json";

/** A third-party image and the tags of it that are wanted. */
export interface MirroredImage {
  /** Component of the image catalogue whose repository takes it. */
  readonly component: string;
  /** Where it is published, as `docker pull` takes it, without a tag: `redis`, `ghcr.io/a/b`. */
  readonly upstream: string;
  /** The tags to copy, one or more. */
  readonly tags: readonly string[];
}

/** A reference without tag and digest. Source: Docker, distribution/reference. */
const UPSTREAM =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*$/;

/**
 * Reads the manifest.
 *
 * @throws CommandError with every problem in it
 */
export function readMirrorManifest(): MirroredImage[] {
  const entries = readJson(MIRROR_MANIFEST);
  const problems = Array.isArray(entries)
    ? [...entries.flatMap(problemsOf), ...repeats(entries)]
    : ["must be a list"];
  if (problems.length === 0) return entries as MirroredImage[];
  throw usageError([`${MIRROR_MANIFEST} is wrong, nothing was copied:`, ...problems].join("\n  "));
}

function problemsOf(entry: unknown, index: number): string[] {
  const { component, upstream, tags } = (entry ?? {}) as Partial<Record<string, unknown>>;
  const problem = (setting: string, value: unknown, must: string) =>
    `[${index}].${setting} is ${JSON.stringify(value)}: ${must}`;
  return [
    ...(typeof component === "string" ? [] : [problem("component", component, "must be a name")]),
    ...(typeof upstream === "string" && UPSTREAM.test(upstream)
      ? []
      : [problem("upstream", upstream, "must be an image reference without a tag")]),
    ...(Array.isArray(tags) && tags.length > 0
      ? tags.flatMap((tag, position) =>
          isTag(tag) ? [] : [problem(`tags[${position}]`, tag, "must be an image tag")],
        )
      : [problem("tags", tags, "must be a list of one tag or more")]),
  ];
}

// The second would move the tag from the first one's image, at every run.
function repeats(entries: readonly Partial<MirroredImage>[]): string[] {
  const seen = new Set<string>();
  return entries.flatMap((entry, index) => {
    const tags = Array.isArray(entry?.tags) ? entry.tags : [];
    return tags.flatMap((tag, position) => {
      const image = `${entry.component}:${tag}`;
      if (!seen.has(image)) {
        seen.add(image);
        return [];
      }
      return [`[${index}].tags[${position}] is ${JSON.stringify(tag)}: ${image} is listed before`];
    });
  });
}
