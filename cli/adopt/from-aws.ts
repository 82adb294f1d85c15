import {
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  LifecyclePolicyNotFoundException,
  ListTagsForResourceCommand,
  paginateDescribeRepositories,
  type Repository,
  RepositoryPolicyNotFoundException,
} from "@aws-sdk/client-ecr";
import type { Registry } from "../ecr/registry.ts";
import type { ExistingRepository } from "./existing-repository.ts";

/** The names of all repositories in a registry. */
export async function listNames(registry: Registry): Promise<string[]> {
  return (await list(registry)).map(({ repositoryName = "" }) => repositoryName);
}

/** Those of some repositories that AWS has, as they are now. */
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
  const { repositoryName, repositoryArn, encryptionConfiguration } = repository;
  const [tags, lifecyclePolicy, repositoryPolicy] = await Promise.all([
    client.send(new ListTagsForResourceCommand({ resourceArn: repositoryArn })),
    client
      .send(new GetLifecyclePolicyCommand({ registryId, repositoryName }))
      .catch(undefinedIf(LifecyclePolicyNotFoundException)),
    client
      .send(new GetRepositoryPolicyCommand({ registryId, repositoryName }))
      .catch(undefinedIf(RepositoryPolicyNotFoundException)),
  ]);
  return {
    name: repositoryName ?? "",
    imageTagMutability: repository.imageTagMutability ?? "MUTABLE",
    scanOnPush: repository.imageScanningConfiguration?.scanOnPush ?? false,
    encryptionType: encryptionConfiguration?.encryptionType ?? "AES256",
    kmsKeyArn: encryptionConfiguration?.kmsKey ?? null,
    tags: Object.fromEntries((tags.tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""])),
    lifecyclePolicy: lifecyclePolicy?.lifecyclePolicyText ?? null,
    repositoryPolicy: repositoryPolicy?.policyText ?? null,
  };
}

function undefinedIf(notFound: abstract new (...input: never[]) => Error) {
  return (error: unknown) => {
    if (error instanceof notFound) return undefined;
    throw error;
  };
}
