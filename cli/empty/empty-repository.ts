import type { ECRClient } from "@aws-sdk/client-ecr";
import { type EcrImage, listImages } from "../ecr/images.ts";
import type { RepositoryId } from "../ecr/repository-id.ts";
import type { Pause } from "../ecr/retry.ts";
import { toCommandError } from "../report.ts";
import { deleteImages } from "./delete-images.ts";

/** An image that was to be deleted and is still there. */
export interface LeftImage {
  readonly image: EcrImage;
  /** Why, as far as ECR gave a reason. */
  readonly reason: string;
}

/** What became of a repository's images. */
export interface EmptiedRepository {
  readonly name: string;
  /** The images that were to be deleted. */
  readonly shown: readonly EcrImage[];
  /** Those of them that are still there; `undefined` if AWS could not list them. */
  readonly left: readonly LeftImage[] | undefined;
  /** Images that came later. They were not deleted. */
  readonly pushedSince: readonly EcrImage[];
  /** What AWS refused as a whole. */
  readonly errors: readonly string[];
}

/** Deletes images of a repository, and lists it again: the list decides what is left, not the answer. */
export async function emptyRepository(
  client: ECRClient,
  repository: RepositoryId,
  shown: readonly EcrImage[],
  pause?: Pause,
): Promise<EmptiedRepository> {
  const name = repository.repositoryName;
  const { reasons, error } = await deleteImages(client, repository, shown, pause);
  const errors = error === undefined ? [] : [error];
  try {
    const present = (await listImages(client, repository, pause)) ?? [];
    const digests = new Set(shown.map(({ digest }) => digest));
    const left = present
      .filter(({ digest }) => digests.has(digest))
      .map((image) => ({ image, reason: reasons.get(image.digest) ?? error ?? NO_REASON }));
    const pushedSince = present.filter(({ digest }) => !digests.has(digest));
    return { name, shown, left, pushedSince, errors };
  } catch (listError) {
    const { message } = toCommandError(listError);
    return { name, shown, left: undefined, pushedSince: [], errors: [...errors, message] };
  }
}

const NO_REASON = "ECR gave no reason";
