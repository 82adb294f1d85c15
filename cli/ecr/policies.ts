import {
  type ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  LifecyclePolicyNotFoundException,
  RepositoryPolicyNotFoundException,
} from "@aws-sdk/client-ecr";
import * as z from "zod";
import { readable } from "./readable.ts";
import type { RepositoryId } from "./repository-id.ts";
import { type Pause, retryForMinutes } from "./retry.ts";

const LIFECYCLE_POLICY = z.object({ lifecyclePolicyText: z.string().min(1) });
const REPOSITORY_POLICY = z.object({ policyText: z.string().min(1) });

/**
 * The lifecycle policy of a repository, as JSON; `null` if there is none. If AWS throttles, it waits.
 *
 * @throws CommandError if the answer of ECR cannot be read
 */
export async function getLifecyclePolicy(
  client: ECRClient,
  repository: RepositoryId,
  pause?: Pause,
): Promise<string | null> {
  const command = new GetLifecyclePolicyCommand(repository);
  const answer = await retryForMinutes(() => client.send(command), pause).catch(
    ifNotFound(LifecyclePolicyNotFoundException),
  );
  if (!answer) return null;
  return readable("GetLifecyclePolicy", answer, LIFECYCLE_POLICY).lifecyclePolicyText;
}

/**
 * The repository policy of a repository, as JSON; `null` if there is none. If AWS throttles, it waits.
 *
 * @throws CommandError if the answer of ECR cannot be read
 */
export async function getRepositoryPolicy(
  client: ECRClient,
  repository: RepositoryId,
  pause?: Pause,
): Promise<string | null> {
  const command = new GetRepositoryPolicyCommand(repository);
  const answer = await retryForMinutes(() => client.send(command), pause).catch(
    ifNotFound(RepositoryPolicyNotFoundException),
  );
  if (!answer) return null;
  return readable("GetRepositoryPolicy", answer, REPOSITORY_POLICY).policyText;
}

function ifNotFound(notFound: abstract new (...input: never[]) => Error) {
  return (error: unknown): undefined => {
    if (!(error instanceof notFound)) throw error;
  };
}
