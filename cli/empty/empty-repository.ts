import type { ECRClient } from "@aws-sdk/client-ecr";
import { type EcrImage, listImages } from "../ecr/images.ts";
import type { RepositoryId } from "../ecr/repository-id.ts";
import { NotTried } from "../ecr/until-expired.ts";
import { untilSignal } from "../interruption.ts";
import { toCommandError } from "../report.ts";
import { deleteImages, type Endurance, PATIENCE } from "./delete-images.ts";

/** An image that was to be deleted and is still there. */
export interface LeftImage {
  readonly image: EcrImage;
  /** Why, as far as ECR gave a reason. */
  readonly reason: string;
}

/** What became of a repository's images. */
export interface EmptiedRepository {
  readonly name: string;
  /** Whether its turn came before the work was ended. */
  readonly isTried: boolean;
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
  endurance: Endurance,
): Promise<EmptiedRepository> {
  const name = repository.repositoryName;
  const { pause, untilExpired } = endurance;
  if (untilExpired.reason !== undefined) {
    const left = shown.map((image) => ({ image, reason: "not tried" }));
    return { name, isTried: false, shown, left, pushedSince: [], errors: [] };
  }
  const { reasons, error } = await deleteImages(client, repository, shown, endurance);
  const errors = error === undefined ? [] : [error];
  try {
    const listing = () => listImages(client, repository, pause);
    const present = (await untilSignal(untilExpired.ask(listing), PATIENCE)) ?? [];
    const digests = new Set(shown.map(({ digest }) => digest));
    const left = present
      .filter(({ digest }) => digests.has(digest))
      .map((image) => ({ image, reason: reasons.get(image.digest) ?? error ?? NO_REASON }));
    const pushedSince = present.filter(({ digest }) => !digests.has(digest));
    return { name, isTried: true, shown, left, pushedSince, errors };
  } catch (listError) {
    const more = listError instanceof NotTried ? [] : [toCommandError(listError).message];
    const known = { name, isTried: true, shown, pushedSince: [] };
    return { ...known, left: undefined, errors: [...errors, ...more] };
  }
}

const NO_REASON = "ECR gave no reason";
