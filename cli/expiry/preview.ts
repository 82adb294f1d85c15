import { setTimeout as sleep } from "node:timers/promises";
import {
  type ECRClient,
  GetLifecyclePolicyPreviewCommand,
  LifecyclePolicyPreviewInProgressException,
  StartLifecyclePolicyPreviewCommand,
} from "@aws-sdk/client-ecr";
import * as z from "zod";
import { failure } from "../command-error.ts";
import { readable } from "../ecr/readable.ts";
import type { RepositoryId } from "../ecr/repository-id.ts";
import { type Pause, retryForMinutes } from "../ecr/retry.ts";

/** In seconds. ECR needs longer for more images. */
const LIMIT = 600;
const INTERVAL = 2;

const PAGE = z.object({
  status: z.string(),
  nextToken: z.string().optional(),
  previewResults: z
    .array(
      z.object({
        imageDigest: z.string(),
        action: z.object({ type: z.string() }),
        appliedRulePriority: z.number().optional(),
      }),
    )
    .optional(),
});

/** What ECR would do with an image: the action, and the priority of its rule. */
export interface Previewed {
  /** Such as `EXPIRE`. */
  readonly action: string;
  readonly rulePriority: number | undefined;
}

/**
 * ECR's own preview of a lifecycle policy: the images that it would expire or archive, by digest. It
 * changes nothing in the repository. Source: ECR API, StartLifecyclePolicyPreview.
 *
 * @throws CommandError if ECR gives no preview within ten minutes
 */
export async function previewOf(
  client: ECRClient,
  id: RepositoryId,
  lifecyclePolicyText: string,
  pause: Pause = sleep,
): Promise<ReadonlyMap<string, Previewed>> {
  const end = Date.now() + LIMIT * 1_000;
  const wait = async () => {
    if (Date.now() > end) {
      throw failure(`AWS: there is no preview for ${id.repositoryName} after ${LIMIT} s`);
    }
    await pause(INTERVAL * 1_000);
  };
  const start = new StartLifecyclePolicyPreviewCommand({ ...id, lifecyclePolicyText });
  while (!(await isStarted(client, start, pause))) await wait();
  for (;;) {
    const found = await readPreview(client, id, pause);
    if (found) return found;
    await wait();
  }
}

// ECR makes one preview of a repository at a time.
async function isStarted(
  client: ECRClient,
  start: StartLifecyclePolicyPreviewCommand,
  pause: Pause,
): Promise<boolean> {
  try {
    await retryForMinutes(() => client.send(start), pause);
    return true;
  } catch (error) {
    if (error instanceof LifecyclePolicyPreviewInProgressException) return false;
    throw error;
  }
}

async function readPreview(client: ECRClient, id: RepositoryId, pause: Pause) {
  const found = new Map<string, Previewed>();
  const tokens = new Set<string>();
  let nextToken: string | undefined;
  do {
    const command = new GetLifecyclePolicyPreviewCommand({ ...id, maxResults: 100, nextToken });
    const answer = await retryForMinutes(() => client.send(command), pause);
    const page = readable("GetLifecyclePolicyPreview", answer, PAGE);
    if (page.status === "IN_PROGRESS") return undefined;
    if (page.status !== "COMPLETE") {
      throw failure(`AWS: the preview for ${id.repositoryName} ended as ${page.status}`);
    }
    for (const { imageDigest, action, appliedRulePriority } of page.previewResults ?? []) {
      found.set(imageDigest, { action: action.type, rulePriority: appliedRulePriority });
    }
    nextToken = page.nextToken || undefined;
    if (nextToken && tokens.has(nextToken)) {
      throw failure("AWS: GetLifecyclePolicyPreview answered with one page twice");
    }
    if (nextToken) tokens.add(nextToken);
  } while (nextToken);
  return found;
}
