import {
  type ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  LifecyclePolicyNotFoundException,
  RepositoryPolicyNotFoundException,
} from "@aws-sdk/client-ecr";
import type { RepositoryId } from "./repository-id.ts";

/** The lifecycle policy of a repository, as JSON; `null` if there is none. */
export async function getLifecyclePolicy(
  client: ECRClient,
  repository: RepositoryId,
): Promise<string | null> {
  const command = new GetLifecyclePolicyCommand(repository);
  const answer = await client.send(command).catch(ifNotFound(LifecyclePolicyNotFoundException));
  return answer?.lifecyclePolicyText ?? null;
}

/** The repository policy of a repository, as JSON; `null` if there is none. */
export async function getRepositoryPolicy(
  client: ECRClient,
  repository: RepositoryId,
): Promise<string | null> {
  const command = new GetRepositoryPolicyCommand(repository);
  const answer = await client.send(command).catch(ifNotFound(RepositoryPolicyNotFoundException));
  return answer?.policyText ?? null;
}

function ifNotFound(notFound: abstract new (...input: never[]) => Error) {
  return (error: unknown): undefined => {
    if (!(error instanceof notFound)) throw error;
  };
}
