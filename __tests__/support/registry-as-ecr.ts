/** An error on ECR's wire. */
export interface EcrError {
  readonly __type: string;
  readonly message: string;
}

interface ImageInput {
  readonly repositoryName: string;
  readonly imageIds: readonly { readonly imageTag?: string; readonly imageDigest?: string }[];
  readonly imageManifest: string;
  readonly imageManifestMediaType: string;
  readonly imageTag: string;
  readonly imageDigest: string;
}

const ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Answers what ECR reads and writes of manifests from a registry; `undefined` for the rest. */
export function answerFromRegistry(
  address: string,
  operation: string,
  input: ImageInput,
): Promise<object> | undefined {
  const at = (reference: string) =>
    `http://${address}/v2/${input.repositoryName}/manifests/${reference}`;
  if (operation === "BatchGetImage") return batchGetImage(at, input);
  if (operation === "PutImage") return putImage(at, input);
  return undefined;
}

async function batchGetImage(at: (reference: string) => string, { imageIds }: ImageInput) {
  const images: object[] = [];
  const failures: object[] = [];
  for (const imageId of imageIds) {
    const { imageTag } = imageId;
    const answer = await fetch(at(`${imageTag ?? imageId.imageDigest}`), {
      headers: { accept: ACCEPT },
    });
    const imageDigest = answer.headers.get("docker-content-digest");
    const mediaType = answer.headers.get("content-type");
    const imageManifest = await answer.text();
    if (!answer.ok) failures.push({ imageId, failureCode: "ImageNotFound" });
    else {
      const found = { imageTag, imageDigest };
      images.push({ imageId: found, imageManifest, imageManifestMediaType: mediaType });
    }
  }
  return { images, failures };
}

async function putImage(
  at: (reference: string) => string,
  { imageTag, imageDigest, imageManifest, imageManifestMediaType }: ImageInput,
) {
  const present = await fetch(at(imageTag), { method: "HEAD", headers: { accept: ACCEPT } });
  if (present.headers.get("docker-content-digest") === imageDigest) {
    return { __type: "ImageAlreadyExistsException", message: "by the test" };
  }
  const { ok } = await fetch(at(imageTag), {
    method: "PUT",
    headers: { "content-type": imageManifestMediaType },
    body: imageManifest,
  });
  if (!ok) return { __type: "InvalidParameterException", message: "by the registry" };
  return { image: { imageId: { imageTag, imageDigest }, imageManifest } };
}
