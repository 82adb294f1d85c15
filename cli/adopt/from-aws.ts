import {
  ListTagsForResourceCommand,
  paginateDescribeRepositories,
  type Repository,
} from "@aws-sdk/client-ecr";
import { getLifecyclePolicy, getRepositoryPolicy } from "../ecr/policies.ts";
import type { Registry } from "../ecr/registry.ts";
import type { ExistingRepository } from "./existing-repository.ts";

/** The names of all repositories in a registry. */
export async function listNames(registry: Registry): Promise<string[]> {
  return (await list(registry)).map(({ repositoryName = "" }) => repositoryName);
}

/** The named repositories as they are now. Those that AWS does not have are left out. */
export async function readFromAws(
  registry: Registry,
  names: readonly string[],
): Promise<ExistingRepository[]> {
  const repositories = await list(registry);
  const wanted = repositories.filter(({ repositoryName = "" }) => names.includes(repositoryName));
  const existing: ExistingRepository[] = [];
  for (const repository of wanted) existing.push(await describe(registry, repository));
  return existing;
}

async function list({ client, registryId }: Registry): Promise<Repository[]> {
  const repositories: Repository[] = [];
  for await (const page of paginateDescribeRepositories({ client }, { registryId })) {
    repositories.push(...(page.repositories ?? []));
  }
  return repositories;
}

async function describe(
  { client, registryId }: Registry,
  repository: Repository,
): Promise<ExistingRepository> {
  const { repositoryName = "", repositoryArn, encryptionConfiguration } = repository;
  const [tags, lifecyclePolicy, repositoryPolicy] = await Promise.all([
    client.send(new ListTagsForResourceCommand({ resourceArn: repositoryArn })),
    getLifecyclePolicy(client, { registryId, repositoryName }),
    getRepositoryPolicy(client, { registryId, repositoryName }),
  ]);
  return {
    name: repositoryName,
    imageTagMutability: repository.imageTagMutability ?? "MUTABLE",
    scanOnPush: repository.imageScanningConfiguration?.scanOnPush ?? false,
    encryptionType: encryptionConfiguration?.encryptionType ?? "AES256",
    kmsKeyArn: encryptionConfiguration?.kmsKey ?? null,
    tags: Object.fromEntries((tags.tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""])),
    lifecyclePolicy,
    repositoryPolicy,
  };
}
