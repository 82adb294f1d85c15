import type { StorageClass } from "../policies/lifecycle/lifecycle-policy.ts";

/** An image in ECR, as far as a lifecycle policy looks at it. */
export interface StoredImage {
  readonly digest: string;
  readonly tags: readonly string[];
  /** `undefined` if it is not known. */
  readonly pushedAt: Date | undefined;
  /** `undefined` if there was no pull. */
  readonly lastPulledAt: Date | undefined;
  readonly bytes: number | undefined;
  readonly storageClass: StorageClass;
  /** When it was last moved to the archive; `undefined` if it is not known. */
  readonly archivedAt: Date | undefined;
  /** When it was last restored from the archive; `undefined` if it never was. */
  readonly restoredAt: Date | undefined;
  /** The digests that it lists, if it is a manifest list. */
  readonly children: readonly string[];
}
