import { INDEX_MEDIA_TYPES } from "../ecr/media-types.ts";
import { type Field, listOf, MalformedAnswer, objectOf, text } from "./wire.ts";

const IMAGE_FIELDS = ["config", "layers", "fsLayers"];

/** A manifest that an index lists. */
export interface Child {
  readonly digest: string;
  /** Such as `linux/arm64/v8` or `windows(10.0.17763.6293)/amd64`; an index need not name it. */
  readonly platform: string | undefined;
}

/** Whether a text is the digest of an image. ECR takes no other algorithm. */
export function isDigest(value: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(value);
}

/**
 * The images that an index lists, without their attestations; `undefined` if the manifest is that of
 * an image. Source: OCI Image Specification, image index; BuildKit, attestation storage.
 *
 * @param mediaType what the registry calls the manifest
 * @throws MalformedAnswer if it cannot be told what the manifest is
 */
export function childrenOf(manifest: string, mediaType?: string): Child[] | undefined {
  const fields = objectOf(parse(manifest), "the manifest");
  const isIndex = [mediaType, fields.mediaType].some((type) =>
    INDEX_MEDIA_TYPES.includes(`${type}`),
  );
  if (!isIndex && fields.manifests === undefined) return undefined;
  if (IMAGE_FIELDS.some((name) => name in fields)) {
    throw new MalformedAnswer("the manifest is that of an image and of an index");
  }
  return listOf(fields.manifests, "manifests").filter(isImage).map(toChild);
}

function parse(manifest: string): unknown {
  try {
    return JSON.parse(manifest);
  } catch {
    throw new MalformedAnswer("the manifest is not JSON");
  }
}

// An image whose platform is named can be pulled and run, whatever its annotations call it.
function isImage({ platform, annotations }: Field): boolean {
  if (platform !== undefined) return platformOf(platform) !== "unknown/unknown";
  const { "vnd.docker.reference.type": type } = objectOf(annotations ?? {}, "annotations");
  return type !== "attestation-manifest";
}

function toChild({ digest, platform }: Field): Child {
  const value = text(digest, "digest");
  if (!isDigest(value)) throw new MalformedAnswer(`${value.slice(0, 100)} is no digest`);
  return { digest: value, platform: platform === undefined ? undefined : platformOf(platform) };
}

function platformOf(value: unknown): string {
  const { os, architecture, variant, "os.version": version } = objectOf(value, "platform");
  const system = text(os, "os") + (version === undefined ? "" : `(${text(version, "os.version")})`);
  const parts = [system, text(architecture, "architecture")];
  return [...parts, ...(variant === undefined ? [] : [text(variant, "variant")])].join("/");
}
