import { failure } from "../command-error.ts";
import type { Registry } from "../ecr/registry.ts";
import { putTag, readTags, type TaggedImage } from "../ecr/tagged-image.ts";
import { untilSignal } from "../interruption.ts";
import { progress } from "../report.ts";
import { isSameImage, type LocalImage } from "./local-image.ts";

/** The repository that an image goes to. */
export interface Target {
  readonly registry: Registry;
  /** `REGISTRY/NAME`. */
  readonly repository: string;
  /** The repository's name. */
  readonly name: string;
  /** A folder with a `config.json` that holds the login, in Docker's format. */
  readonly loginFolder: string;
}

/** A tag that holds the image. */
export interface PushedTag {
  readonly tag: string;
  /** The image with its repository and tag. */
  readonly reference: string;
  /** As ECR reports it. */
  readonly digest: string;
  readonly result: "pushed" | "there already";
}

/**
 * Sees to it that each tag holds the image, one after the other.
 *
 * @param present what is under the tags now; what is another image there may be replaced
 */
export async function* pushTags(
  target: Target,
  image: LocalImage,
  tags: readonly string[],
  present: ReadonlyMap<string, TaggedImage>,
): AsyncGenerator<PushedTag> {
  const { registry, repository, name } = target;
  const isDone = (tag: string) => {
    const found = present.get(tag);
    return found !== undefined && isSameImage(image, found);
  };
  const done = tags.filter(isDone);
  for (const tag of done) {
    const reference = `${repository}:${tag}`;
    progress(`${reference} is there already`);
    yield { tag, reference, digest: present.get(tag)!.digest, result: "there already" };
  }
  let inEcr = done[0] === undefined ? undefined : present.get(done[0]);
  for (const tag of tags.filter((candidate) => !isDone(candidate))) {
    const reference = `${repository}:${tag}`;
    progress(`Pushing ${reference}`);
    if (inEcr) await untilSignal(putTag(registry, name, tag, inEcr));
    else inEcr = await upload(target, image, tag);
    yield { tag, reference, digest: inEcr.digest, result: "pushed" };
  }
}

// Docker and Podman may report the digest of the local image instead of the registry's.
async function upload(
  { registry, repository, name, loginFolder }: Target,
  image: LocalImage,
  tag: string,
): Promise<TaggedImage> {
  await image.upload({ target: `${repository}:${tag}`, loginFolder });
  const uploaded = (await untilSignal(readTags(registry, name, [tag]))).get(tag);
  if (!uploaded) throw failure(`${name}:${tag} was pushed, but ECR does not list it.`);
  return uploaded;
}
