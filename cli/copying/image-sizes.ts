import { BatchGetImageCommand } from "@aws-sdk/client-ecr";
import * as z from "zod";
import { MANIFEST_MEDIA_TYPES } from "../ecr/media-types.ts";
import type { Registry } from "../ecr/registry.ts";
import { untilSignal } from "../interruption.ts";

const BLOB = z.object({ digest: z.string(), size: z.number() });

/** An index, or the manifest of an image. Source: OCI Image Specification, both of Docker's alike. */
const MANIFEST = z.union([
  z.object({ manifests: z.array(BLOB) }),
  z.object({ config: BLOB, layers: z.array(BLOB) }),
]);

/** Adds up the sizes of images that ECR has, for people to see. */
export class ImageSizes {
  private readonly counted = new Set<string>();
  private sum = 0;
  private isKnown = true;

  constructor(private readonly registry: Registry) {}

  /** In bytes. A layer counts once in a repository. `undefined` if a size could not be read. */
  get total(): number | undefined {
    return this.isKnown ? this.sum : undefined;
  }

  /** Adds an image with all of its platforms. */
  async add(repositoryName: string, digest: string): Promise<void> {
    try {
      await this.addAll(repositoryName, [digest]);
    } catch {
      this.isKnown = false; // A copy does not fail because its size is unknown.
    }
  }

  private async addAll(repositoryName: string, digests: readonly string[]): Promise<void> {
    const { client, registryId } = this.registry;
    const command = new BatchGetImageCommand({
      registryId,
      repositoryName,
      imageIds: digests.map((imageDigest) => ({ imageDigest })),
      acceptedMediaTypes: MANIFEST_MEDIA_TYPES,
    });
    const { images = [] } = await untilSignal(client.send(command));
    this.isKnown &&= images.length === digests.length;
    for (const { imageManifest = "" } of images) {
      const manifest = MANIFEST.parse(JSON.parse(imageManifest));
      if ("manifests" in manifest) {
        const children = manifest.manifests.map((child) => child.digest);
        if (children.length > 0) await this.addAll(repositoryName, children);
      } else {
        for (const blob of [manifest.config, ...manifest.layers]) this.count(repositoryName, blob);
      }
    }
  }

  private count(repositoryName: string, { digest, size }: z.infer<typeof BLOB>): void {
    const blob = `${repositoryName}@${digest}`;
    if (!this.counted.has(blob)) this.sum += size;
    this.counted.add(blob);
  }
}
