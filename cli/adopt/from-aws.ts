import { getLifecyclePolicy, getRepositoryPolicy } from "../ecr/policies.ts";
import type { Registry } from "../ecr/registry.ts";
import { type ListedRepository, listRepositories, listTags } from "../ecr/repositories.ts";
import type { ExistingRepository } from "./existing-repository.ts";

/** The names of all repositories in a registry. */
export async function listNames({ client, registryId }: Registry): Promise<string[]> {
  const repositories = await listRepositories(client, registryId);
  return repositories.map(({ repositoryName }) => repositoryName);
}

/** The named repositories as they are now. Those that AWS does not have are left out. */
export async function readFromAws(
  registry: Registry,
  names: readonly string[],
): Promise<ExistingRepository[]> {
  const repositories = await listRepositories(registry.client, registry.registryId);
  const wanted = repositories.filter(({ repositoryName }) => names.includes(repositoryName));
  const existing: ExistingRepository[] = [];
  for (const repository of wanted) existing.push(await describe(registry, repository));
  return existing;
}

async function describe(
  { client, registryId }: Registry,
  repository: ListedRepository,
): Promise<ExistingRepository> {
  const { repositoryName, repositoryArn, encryptionConfiguration } = repository;
  const [tags, lifecyclePolicy, repositoryPolicy] = await Promise.all([
    listTags(client, repositoryArn),
    getLifecyclePolicy(client, { registryId, repositoryName }),
    getRepositoryPolicy(client, { registryId, repositoryName }),
  ]);
  return {
    name: repositoryName,
    imageTagMutability: repository.imageTagMutability,
    scanOnPush: repository.imageScanningConfiguration?.scanOnPush ?? false,
    encryptionType: encryptionConfiguration?.encryptionType ?? "AES256",
    kmsKeyArn: encryptionConfiguration?.kmsKey ?? null,
    tags,
    lifecyclePolicy,
    repositoryPolicy,
  };
}
