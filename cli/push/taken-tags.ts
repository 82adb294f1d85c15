import type { Repository } from "@aws-sdk/client-ecr";
import { refusal } from "../command-error.ts";
import { isImmutable } from "../ecr/image-tag.ts";
import type { TaggedImage } from "../ecr/tagged-image.ts";
import { isSameImage, type LocalImage } from "./local-image.ts";

/**
 * Refuses tags that hold another image, if the repository does not let them move.
 *
 * @throws CommandError with all of them
 */
export function refuseTakenTags(
  repository: Repository,
  image: LocalImage,
  tags: readonly string[],
  present: ReadonlyMap<string, TaggedImage>,
): void {
  const taken = tags.flatMap((tag) => {
    const found = present.get(tag);
    return found && !isSameImage(image, found) && isImmutable(tag, repository)
      ? [{ tag, digest: found.digest }]
      : [];
  });
  if (taken.length === 0) return;
  const { repositoryName } = repository;
  const lines = taken.map(
    ({ tag, digest }) => `${repositoryName}:${tag} is another image already, ${digest}.`,
  );
  throw refusal(
    [
      ...lines,
      `Nothing was pushed: the tags of ${repositoryName} are immutable. Leave out ${taken.map(({ tag }) => tag).join(", ")}, or choose other tags. A tag that moves, such as latest, needs \`imageTagMutability: "MUTABLE"\`.`,
    ].join("\n"),
  );
}
