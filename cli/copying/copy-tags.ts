import pLimit from "p-limit";
import { failure } from "../command-error.ts";
import type { Registry } from "../ecr/registry.ts";
import { putTag, readImage, type TaggedImage } from "../ecr/tagged-image.ts";
import { NotTried, type UntilExpired } from "../ecr/until-expired.ts";
import { isInterruption, untilSignal } from "../interruption.ts";
import { toCommandError } from "../report.ts";
import { Counter } from "./counter.ts";
import type { EcrRepositories, EcrRepository } from "./ecr-repositories.ts";
import type { ImageCopier } from "./image-copier.ts";
import { ImageSizes } from "./image-sizes.ts";
import { type TagResult, toFailure } from "./tag-result.ts";

/** An image that is to be in a repository. */
export interface Copy {
  /** The repository's full name. */
  readonly name: string;
  readonly repository: EcrRepository;
  /** Where the image is copied from: its name, without a tag. */
  readonly upstream: string;
  readonly digest: string;
  /** The tag that it is to have; `undefined` for an image without one. */
  readonly tag: string | undefined;
}

const IMAGES_AT_ONCE = 4;

/** In milliseconds: how long ECR may take, after a signal, to report what was done. */
const TO_REPORT = 5_000;

/**
 * Copies images, each once into a repository, and sets all of their tags.
 *
 * @param source the registry of which the repositories are to be copies: each gets one image at a time,
 *   since ECR orders images by when they came, and no tag is moved. Without one, a tag may be moved
 */
export async function copyTags(
  copies: readonly Copy[],
  repositories: EcrRepositories,
  copier: ImageCopier,
  untilExpired: UntilExpired,
  source?: Registry,
): Promise<Map<Copy, TagResult>> {
  const { registry } = repositories;
  const limit = pLimit(IMAGES_AT_ONCE);
  const errors = new Map<Copy, unknown>();
  // Two requests more for each image, which nobody needs in a log.
  const sizes = process.stderr.isTTY ? new ImageSizes(registry) : undefined;
  const counter = new Counter("tags copied", copies.length, () => sizes?.total);
  const attempt = (copy: Copy, step: () => Promise<void>) =>
    counter
      .count(() => untilExpired.run(step))
      .catch((error) => {
        errors.set(copy, error);
      });
  const read = ({ name, digest }: Copy) => untilSignal(readImage(registry, name, digest));
  // By digest, because the tag may move in the meantime.
  const upload = async ({ name, repository, upstream, digest }: Copy, target: string) => {
    await copier.copy(`${upstream}@${digest}`, `${repository.uri}${target}`);
    await sizes?.add(name, digest);
  };
  const setTag = async (name: string, tag: string, image: TaggedImage) => {
    if (source) await checkTag(name, tag, image, source, registry);
    await putTag(registry, name, tag, image);
  };
  const copyImage = async (tags: readonly Copy[]) => {
    let isPresent = tags.some(({ repository, digest }) => repository.digests.has(digest));
    for (const copy of tags) {
      const { name, digest, tag } = copy;
      await attempt(copy, async () => {
        let image = isPresent ? await read(copy) : undefined;
        if (image === undefined) {
          const isUnderTag = source === undefined && tag !== undefined;
          await upload(copy, isUnderTag ? `:${tag}` : `@${digest}`);
          isPresent = true;
          if (!isUnderTag) image = await read(copy);
        }
        if (image && tag !== undefined) await untilSignal(setTag(name, tag, image));
      });
    }
  };
  const images = [...groupsOf(copies, ({ name, digest }) => `${name}@${digest}`)];
  const queues = source
    ? groupsOf(images, ([first]) => first?.name)
    : images.map((image) => [image]);
  await Promise.all(
    [...queues].map((queue) =>
      limit(async () => {
        for (const image of queue) await copyImage(image);
      }),
    ),
  );
  repositories.forget();
  const results = copies.map(
    async (copy) => [copy, await resultOf(copy, errors.get(copy), repositories)] as const,
  );
  return new Map(await Promise.all(results));
}

/** A tag may have been pushed since the repositories were compared. Then ECR copies it. */
async function checkTag(
  name: string,
  tag: string,
  { digest }: TaggedImage,
  source: Registry,
  registry: Registry,
): Promise<void> {
  const refuse = (where: string, other: string) => {
    throw failure(`${name}:${tag} has become another image ${where}, ${other}: run it again`);
  };
  const [here, there] = await Promise.all([
    source.digestOf(name, tag),
    registry.digestOf(name, tag),
  ]);
  if (here !== digest) refuse("here", here ?? "or none");
  if (there !== undefined && there !== digest) refuse("there", there);
}

/** ECR decides: an image may be there although a program failed, and the other way round. */
async function resultOf(
  copy: Copy,
  error: unknown,
  repositories: EcrRepositories,
): Promise<TagResult> {
  const { name, tag, digest } = copy;
  if (error instanceof NotTried) return toFailure(error);
  try {
    const { tags, digests } = await untilSignal(repositories.get(name), TO_REPORT);
    const present = tag === undefined ? digests.has(digest) && digest : tags.get(tag);
    if (present === digest) return { result: "copied", digest };
    if (error) return toEnd(error);
    const image = tag === undefined ? `${name}@${digest}` : `${name}:${tag}`;
    throw failure(`${image} was copied, but ECR has ${present || "no such image"}`);
  } catch (unknown) {
    if (error) return toEnd(error);
    const why = unknown instanceof NotTried ? "" : `: ${toCommandError(unknown).message}`;
    return { result: "failed", error: `It was copied, but ECR could not be asked for it${why}` };
  }
}

/** The result of a tag whose copy had begun. */
function toEnd(error: unknown): TagResult {
  return isInterruption(error) ? { result: "interrupted" } : toFailure(error);
}

function groupsOf<T>(all: readonly T[], keyOf: (one: T) => string | undefined): Iterable<T[]> {
  const groups = new Map<string | undefined, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one)) ?? [];
    groups.set(keyOf(one), group);
    group.push(one);
  }
  return groups.values();
}
