import type { ECRClient } from "@aws-sdk/client-ecr";
import type {
  SynthesizedRepository,
  SynthesizedStack,
} from "../../stacks/project-file/project-format.ts";
import { describeSummary, summarize } from "../ecr/image-summary.ts";
import { type EcrImage, listImages } from "../ecr/images.ts";
import { refuseOtherAccount } from "../ecr/other-account.ts";
import { Registry } from "../ecr/registry.ts";
import { type Pause, retryForMinutes } from "../ecr/retry.ts";

/** What repositories hold at one moment. */
export interface Contents {
  readonly client: ECRClient;
  /** The account, 12 digits. */
  readonly registryId: string;
  /** The images, by the repository's full name. */
  readonly images: ReadonlyMap<string, readonly EcrImage[]>;
  /** The full names of the repositories that AWS does not have. */
  readonly missing: readonly string[];
}

/**
 * Lists every image of some repositories.
 *
 * @throws CommandError if the credentials are of another account than the stack's
 */
export async function readContents(
  stack: SynthesizedStack,
  repositories: readonly SynthesizedRepository[],
  pause?: Pause,
): Promise<Contents> {
  const registry = new Registry(stack);
  const registryId = await retryForMinutes(() => registry.accountId(), pause);
  refuseOtherAccount(stack, registryId, "Nothing was deleted.");
  const images = new Map<string, readonly EcrImage[]>();
  const missing: string[] = [];
  for (const { name: repositoryName } of repositories) {
    const listed = await listImages(registry.client, { registryId, repositoryName }, pause);
    if (listed) images.set(repositoryName, listed);
    else missing.push(repositoryName);
  }
  return { client: registry.client, registryId, images, missing };
}

/** Describes what repositories hold, a repository on a line. */
export function describeContents({ images, missing }: Contents): string[] {
  return [
    ...[...images].map(([name, listed]) => `  ${name}: ${describeSummary(summarize(listed))}`),
    ...missing.map((name) => `  ${describeMissing(name)}`),
  ];
}

/** Describes a repository that AWS does not have. */
export function describeMissing(name: string): string {
  return `${name}: does not exist`;
}
