import type { Copy } from "../copying/copy-tags.ts";
import type { EcrRepository } from "../copying/ecr-repositories.ts";
import { childrenOfLists } from "../ecr/manifest-lists.ts";
import { getLifecyclePolicy } from "../ecr/policies.ts";
import type { Registry } from "../ecr/registry.ts";
import { oneLine } from "../one-line.ts";
import type { ReadLists } from "../replication/wanted-images.ts";
import { crowdedOut, type ReadableImages } from "./crowded-out.ts";

/** A repository in a registry. */
export interface Place {
  readonly registry: Registry;
  readonly repository: EcrRepository;
}

/** Reads manifest lists of a repository. */
export function listReader({ client, registryId }: Registry, repositoryName: string): ReadLists {
  return (digests) => childrenOfLists(client, { registryId, repositoryName }, digests);
}

/** The most images that a message names. */
const NAMED = 3;

/** Why copies are refused, and which. */
export interface Refusal {
  readonly error: string;
  isOf(copy: Copy): boolean;
}

/**
 * The copies that are refused first: those that the destination's lifecycle policy would take at once.
 * If there are none, all of them, if it would take images that are there for them, or if it is not
 * known whether it would. `undefined` if none is refused.
 *
 * @param repositoryName the full name of both repositories
 */
export async function lifecycleRefusal(
  repositoryName: string,
  copies: readonly Copy[],
  source: Place,
  there: Place,
): Promise<Refusal | undefined> {
  if (copies.length === 0) return undefined;
  const { client, registryId } = there.registry;
  const policy = await getLifecyclePolicy(client, { registryId, repositoryName });
  if (policy === null) return undefined;
  const readable = ({ registry, repository }: Place): ReadableImages => ({
    images: repository.images,
    readLists: listReader(registry, repositoryName),
  });
  const crowding = await crowdedOut(policy, copies, readable(source), readable(there));
  if ("unknown" in crowding) {
    return ofAll(
      `it is not known what the lifecycle policy there would do: ${oneLine(crowding.unknown)}`,
    );
  }
  const { lost, wasted } = crowding;
  if (wasted.size > 0) {
    const error = "the lifecycle policy there would take it at once. Let it keep more images first";
    return { error, isOf: ({ digest }) => wasted.has(digest) };
  }
  if (lost.length === 0) return undefined;
  const names = lost.map(({ tags, digest }) => tags[0] ?? digest).slice(0, NAMED);
  const more = lost.length > NAMED ? ", …" : "";
  return ofAll(
    `copies count as new: the lifecycle policy there would take ${lost.length} of the images there for them, ${names.join(", ")}${more}. Let it keep more images first`,
  );
}

function ofAll(error: string): Refusal {
  return { error, isOf: () => true };
}
