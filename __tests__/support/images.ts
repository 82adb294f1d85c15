import {
  DescribeRepositoriesCommand,
  ListImagesCommand,
  PutImageCommand,
} from "@aws-sdk/client-ecr";
import type { Moto } from "./moto.ts";
import { ecrClient } from "./read-back.ts";

/** The manifest of an image that is in one repository alone. */
export function manifestFor(repository: string): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.docker.distribution.manifest.v2+json",
    config: {
      mediaType: "application/vnd.docker.container.image.v1+json",
      size: 2,
      digest: `sha256:${"0".repeat(64)}`,
    },
    layers: [],
    annotations: { repository },
  });
}

/** Pushes an image into every repository, and returns what is in them then. */
export async function pushImages(moto: Moto): Promise<Record<string, string[]>> {
  const client = ecrClient(moto);
  const { repositories = [] } = await client.send(new DescribeRepositoriesCommand({}));
  for (const { repositoryName = "" } of repositories) {
    const imageManifest = manifestFor(repositoryName);
    await client.send(new PutImageCommand({ repositoryName, imageManifest, imageTag: "v1" }));
  }
  return imagesIn(moto);
}

/** The digests of the images in every repository, by the repository's name. */
export async function imagesIn(moto: Moto): Promise<Record<string, string[]>> {
  const client = ecrClient(moto);
  const { repositories = [] } = await client.send(new DescribeRepositoriesCommand({}));
  const entries = repositories.map(async ({ repositoryName = "" }) => {
    const { imageIds = [] } = await client.send(new ListImagesCommand({ repositoryName }));
    return [repositoryName, imageIds.map(({ imageDigest = "" }) => imageDigest)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
