import { createHash } from "node:crypto";
import {
  DescribeRepositoriesCommand,
  ListImagesCommand,
  PutImageCommand,
} from "@aws-sdk/client-ecr";
import type { Moto } from "./moto.ts";
import { ecrClient } from "./read-back.ts";

/** The manifest of an image that no other repository or tag has: moto takes its digest of the layers. */
export function manifestFor(repository: string, tag = "v1"): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.docker.distribution.manifest.v2+json",
    config: {
      mediaType: "application/vnd.docker.container.image.v1+json",
      size: 2,
      digest: digestOf("{}"),
    },
    layers: [
      {
        mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip",
        size: 32,
        digest: digestOf(`${repository}:${tag}`),
      },
    ],
  });
}

function digestOf(content: string): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/**
 * Pushes images into every repository, and returns what is in them then.
 *
 * @param count how many each gets, as `v1`, `v2`, …
 */
export async function pushImages(moto: Moto, count = 1): Promise<Record<string, string[]>> {
  const client = ecrClient(moto);
  const { repositories = [] } = await client.send(new DescribeRepositoriesCommand({}));
  const tags = Array.from({ length: count }, (_, index) => `v${index + 1}`);
  for (const { repositoryName = "" } of repositories) {
    for (const imageTag of tags) {
      const imageManifest = manifestFor(repositoryName, imageTag);
      await client.send(new PutImageCommand({ repositoryName, imageManifest, imageTag }));
    }
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
