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

/**
 * Why copies are refused: the destination's lifecycle policy would take images that are there for
 * them, or it is not known whether it would. `undefined` if they are not refused.
 *
 * @param repositoryName the full name of both repositories
 */
export async function lifecycleRefusal(
  repositoryName: string,
  copies: readonly Copy[],
  source: Place,
  there: Place,
): Promise<string | undefined> {
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
    return `it is not known what the lifecycle policy there would do: ${oneLine(crowding.unknown)}`;
  }
  const { lost } = crowding;
  if (lost.length === 0) return undefined;
  const names = lost.map(({ tags, digest }) => tags[0] ?? digest).slice(0, NAMED);
  const more = lost.length > NAMED ? ", …" : "";
  return `copies count as new: the lifecycle policy there would take ${lost.length} of the images there for them, ${names.join(", ")}${more}. Let it keep more images first`;
}
