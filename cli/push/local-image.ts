import type { TaggedImage } from "../ecr/tagged-image.ts";

/** Where an image goes, and what to log in with. */
export interface Upload {
  /** `REGISTRY/REPOSITORY:TAG`. */
  readonly target: string;
  /** A folder with a `config.json` that holds the login, in Docker's format. */
  readonly loginFolder: string;
}

/** An image that can be pushed. */
export interface LocalImage {
  /**
   * Digests that no other image has: of its manifest, or of its configuration, which names every
   * layer. An engine compresses layers when it pushes, so it may know the second alone.
   */
  readonly digests: readonly string[];
  upload(upload: Upload): Promise<void>;
}

/** Whether what ECR holds is this image. */
export function isSameImage({ digests }: LocalImage, { digest, config }: TaggedImage): boolean {
  return digests.includes(digest) || (config !== undefined && digests.includes(config));
}
