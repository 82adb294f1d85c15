import * as z from "zod";
import { INDEX_MEDIA_TYPES } from "../ecr/media-types.ts";
import { LINE, listOf, MalformedAnswer, objectWith, readAnswer } from "./answer.ts";

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

const SOURCE = "OCI Image Specification, image index";

const PLATFORM = objectWith({
  os: LINE,
  "os.version": LINE.optional(),
  architecture: LINE,
  variant: LINE.optional(),
}).transform(({ os, "os.version": version, architecture, variant }) => {
  const system = version === undefined ? os : `${os}(${version})`;
  return [system, architecture, variant].filter((part) => part !== undefined).join("/");
});

const CHILD = objectWith({
  digest: z.string("must be a digest").refine(isDigest, "must be a digest"),
  platform: PLATFORM.optional(),
  annotations: objectWith({ "vnd.docker.reference.type": z.unknown() }).nullish(),
});

const INDEX = objectWith({ manifests: listOf(CHILD) });

/**
 * The images that an index lists, without their attestations; `undefined` if the manifest is that of
 * an image. Source: OCI Image Specification, image index; BuildKit, attestation storage.
 *
 * @param mediaType what the registry calls the manifest
 * @throws MalformedAnswer if it is not clear what the manifest is
 */
export function childrenOf(manifest: string, mediaType?: string): Child[] | undefined {
  const fields = readAnswer(parse(manifest), ANY_OBJECT, "the manifest", SOURCE);
  const isIndex = [mediaType, fields.mediaType].some((type) =>
    INDEX_MEDIA_TYPES.includes(`${type}`),
  );
  if (!isIndex && fields.manifests === undefined) return undefined;
  if (IMAGE_FIELDS.some((name) => name in fields)) {
    throw new MalformedAnswer("the manifest is that of an image and of an index");
  }
  const { manifests } = readAnswer(fields, INDEX, "the manifest", SOURCE);
  return manifests.filter(isImage).map(({ digest, platform }) => ({ digest, platform }));
}

const ANY_OBJECT = z.looseObject({}, "must be an object");

function parse(manifest: string): unknown {
  try {
    return JSON.parse(manifest);
  } catch {
    throw new MalformedAnswer("the manifest is not JSON");
  }
}

// An image whose platform is named can be pulled and run, whatever its annotations call it.
function isImage({ platform, annotations }: z.infer<typeof CHILD>): boolean {
  if (platform !== undefined) return platform !== "unknown/unknown";
  return annotations?.["vnd.docker.reference.type"] !== "attestation-manifest";
}
