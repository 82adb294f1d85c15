import {
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  LifecyclePolicyNotFoundException,
  ListTagsForResourceCommand,
  type Repository,
  RepositoryPolicyNotFoundException,
} from "@aws-sdk/client-ecr";
import type { Moto } from "./moto.ts";

/** A repository as AWS tells it. */
export interface ActualRepository {
  readonly tagMutability: string | undefined;
  readonly scanOnPush: boolean | undefined;
  readonly encryption: { readonly type: string | undefined; readonly key: string | undefined };
  readonly tags: Readonly<Record<string, string>>;
  /** The policies' JSON, parsed; `undefined` where there is none. */
  readonly lifecyclePolicy: unknown;
  readonly repositoryPolicy: unknown;
}

/** A client of moto's ECR, or of what stands before moto. */
export function ecrClient(moto: Pick<Moto, "endpoint">, region = "us-east-1"): ECRClient {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new ECRClient({ endpoint: moto.endpoint, region, credentials });
}

/** Every repository of a region, by name. */
export async function readBack(
  moto: Moto,
  region = "us-east-1",
): Promise<Record<string, ActualRepository>> {
  const client = ecrClient(moto, region);
  const { repositories = [] } = await client.send(new DescribeRepositoriesCommand({}));
  const entries = repositories.map(async (repository) => [
    repository.repositoryName ?? "",
    await describe(client, repository),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

async function describe(client: ECRClient, repository: Repository): Promise<ActualRepository> {
  const { repositoryName, repositoryArn, encryptionConfiguration } = repository;
  const { tags = [] } = await client.send(
    new ListTagsForResourceCommand({ resourceArn: repositoryArn }),
  );
  return {
    tagMutability: repository.imageTagMutability,
    scanOnPush: repository.imageScanningConfiguration?.scanOnPush,
    encryption: {
      type: encryptionConfiguration?.encryptionType,
      key: encryptionConfiguration?.kmsKey,
    },
    tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? "", Value ?? ""])),
    lifecyclePolicy: await client
      .send(new GetLifecyclePolicyCommand({ repositoryName }))
      .then(({ lifecyclePolicyText = "" }) => JSON.parse(lifecyclePolicyText))
      .catch(undefinedIf(LifecyclePolicyNotFoundException)),
    repositoryPolicy: await client
      .send(new GetRepositoryPolicyCommand({ repositoryName }))
      .then(({ policyText = "" }) => JSON.parse(policyText))
      .catch(undefinedIf(RepositoryPolicyNotFoundException)),
  };
}

function undefinedIf(notFound: abstract new (...args: never[]) => Error) {
  return (error: unknown) => {
    if (error instanceof notFound) return undefined;
    throw error;
  };
}
