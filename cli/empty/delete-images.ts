import { BatchDeleteImageCommand, type ECRClient } from "@aws-sdk/client-ecr";
import * as z from "zod";
import type { EcrImage } from "../ecr/images.ts";
import { readable } from "../ecr/readable.ts";
import type { RepositoryId } from "../ecr/repository-id.ts";
import { type Pause, retryForMinutes } from "../ecr/retry.ts";
import { NotTried, type UntilExpired } from "../ecr/until-expired.ts";
import { untilSignal } from "../interruption.ts";
import { oneLine } from "../one-line.ts";
import { progress, toCommandError } from "../report.ts";

/** How long to go on. */
export interface Endurance {
  /** @default - real time passes */
  readonly pause?: Pause | undefined;
  /** Ends the deletion if the credentials expire, or at a signal. */
  readonly untilExpired: UntilExpired;
}

/** What was not deleted. */
export interface DeletionFailures {
  /** Why an image was not deleted, by its digest. */
  readonly reasons: ReadonlyMap<string, string>;
  /** The error that ended the work before every image was tried. */
  readonly error?: string;
}

/** In milliseconds: how long to wait after a signal for what was asked, to report it. */
export const PATIENCE = 10_000;

/** The most images that ECR deletes at once. Source: ECR API, BatchDeleteImage. */
const BATCH = 100;

/** ECR keeps an image as long as it has a manifest list that names it. */
const REFERENCED = "ImageReferencedByManifestList";

const DELETION = z.object({
  failures: z
    .array(
      z.object({
        imageId: z.object({ imageDigest: z.string().optional() }).optional(),
        failureCode: z.string(),
        failureReason: z.string().optional(),
      }),
    )
    .nullish(),
});

/** Deletes images by digest, manifest lists before the images that they name. */
export async function deleteImages(
  client: ECRClient,
  repository: RepositoryId,
  images: readonly EcrImage[],
  { pause, untilExpired }: Endurance,
): Promise<DeletionFailures> {
  const reasons = new Map<string, string>();

  async function deleteBatch(digests: readonly string[]): Promise<void> {
    const imageIds = digests.map((imageDigest) => ({ imageDigest }));
    const command = new BatchDeleteImageCommand({ ...repository, imageIds });
    const request = () => retryForMinutes(() => client.send(command), pause);
    const answer = await untilSignal(untilExpired.run(request), PATIENCE);
    const { failures } = readable("BatchDeleteImage", answer, DELETION);
    for (const digest of digests) reasons.delete(digest);
    for (const { imageId, failureCode, failureReason } of failures ?? []) {
      reasons.set(`${imageId?.imageDigest}`, oneLine(`${failureCode}: ${failureReason}`));
    }
  }

  /** Returns those that a manifest list still names. */
  async function deleteOnce(digests: readonly string[]): Promise<string[]> {
    for (let start = 0; start < digests.length; start += BATCH) {
      progress(`${repository.repositoryName}: deleting, ${digests.length - start} to go`);
      await deleteBatch(digests.slice(start, start + BATCH));
    }
    return digests.filter((digest) => reasons.get(digest)?.startsWith(REFERENCED));
  }

  /** Manifest lists may name each other. Each round deletes those that no list names any more. */
  async function deleteInRounds(digests: readonly string[]): Promise<readonly string[]> {
    const referenced = await deleteOnce(digests);
    return referenced.length === digests.length ? referenced : deleteInRounds(referenced);
  }

  const digestsOf = (isManifestList: boolean) =>
    images.filter((image) => image.isManifestList === isManifestList).map(({ digest }) => digest);
  try {
    const lists = await deleteInRounds(digestsOf(true));
    await deleteInRounds([...lists, ...digestsOf(false)]);
    return { reasons };
  } catch (error) {
    const why = error instanceof NotTried ? untilExpired.reason : toCommandError(error).message;
    return { reasons, error: `${why}` };
  }
}
