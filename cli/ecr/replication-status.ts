import {
  DescribeImageReplicationStatusCommand,
  type ECRClient,
  ImageNotFoundException,
} from "@aws-sdk/client-ecr";
import * as z from "zod";
import { readable } from "./readable.ts";
import type { RepositoryId } from "./repository-id.ts";
import { type Pause, retryForMinutes } from "./retry.ts";

const STATUS = z.object({
  region: z.string(),
  registryId: z.string(),
  /** `COMPLETE`, `IN_PROGRESS` or `FAILED`. */
  status: z.string(),
  failureCode: z.string().nullish(),
});

const STATUSES = z.object({ replicationStatuses: z.array(STATUS).nullish() });

/** What ECR reports of the copy of an image in one destination. */
export type ReplicationStatus = z.infer<typeof STATUS>;

/**
 * What ECR reports of the copies of an image. There is nothing for an image that was pushed before
 * there was a rule. If AWS throttles, it waits.
 *
 * @throws CommandError if the answer of ECR cannot be read
 */
export async function replicationStatuses(
  client: ECRClient,
  repository: RepositoryId,
  imageDigest: string,
  pause?: Pause,
): Promise<readonly ReplicationStatus[]> {
  const command = new DescribeImageReplicationStatusCommand({
    ...repository,
    imageId: { imageDigest },
  });
  const answer = await retryForMinutes(() => client.send(command), pause).catch((error) => {
    if (error instanceof ImageNotFoundException) return {}; // It was deleted since it was listed.
    throw error;
  });
  return readable("DescribeImageReplicationStatus", answer, STATUSES).replicationStatuses ?? [];
}
