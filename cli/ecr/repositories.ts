import {
  DescribeRepositoriesCommand,
  type ECRClient,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-ecr";
import * as z from "zod";
import { failure } from "../command-error.ts";
import { readable } from "./readable.ts";
import { retryForMinutes } from "./retry.ts";

// ECR leaves out what a repository was created without.
const REPOSITORY = z.object({
  repositoryName: z.string().min(1),
  repositoryArn: z.string().min(1),
  imageTagMutability: z.string().default("MUTABLE"),
  imageScanningConfiguration: z.object({ scanOnPush: z.boolean().default(false) }).optional(),
  encryptionConfiguration: z
    .object({ encryptionType: z.string(), kmsKey: z.string().optional() })
    .optional(),
});

/** A repository as ECR lists it. */
export type ListedRepository = z.output<typeof REPOSITORY>;

const PAGE = z.object({
  repositories: z.array(REPOSITORY),
  nextToken: z.string().nullish(),
});

/**
 * All repositories of a registry. If AWS throttles, it waits.
 *
 * @param registryId the account, 12 digits; without it, that of the credentials
 * @throws CommandError if an answer of ECR cannot be read
 */
export async function listRepositories(
  client: ECRClient,
  registryId: string | undefined,
): Promise<ListedRepository[]> {
  const repositories: ListedRepository[] = [];
  const tokens = new Set<string>();
  let nextToken: string | undefined;
  do {
    const command = new DescribeRepositoriesCommand({ registryId, nextToken });
    const answer = await retryForMinutes(() => client.send(command));
    const page = readable("DescribeRepositories", answer, PAGE);
    repositories.push(...page.repositories);
    nextToken = page.nextToken || undefined;
    if (nextToken && tokens.has(nextToken)) {
      throw failure("AWS: DescribeRepositories answered with one page twice");
    }
    if (nextToken) tokens.add(nextToken);
  } while (nextToken);
  return repositories;
}

const TAGS = z.object({
  tags: z.array(z.object({ Key: z.string(), Value: z.string().default("") })),
});

/**
 * The tags of a repository. If AWS throttles, it waits.
 *
 * @throws CommandError if the answer of ECR cannot be read
 */
export async function listTags(
  client: ECRClient,
  resourceArn: string,
): Promise<Record<string, string>> {
  const command = new ListTagsForResourceCommand({ resourceArn });
  const answer = await retryForMinutes(() => client.send(command));
  const { tags } = readable("ListTagsForResource", answer, TAGS);
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
