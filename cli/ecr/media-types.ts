/** The media types of indexes: an OCI image index, or a Docker manifest list. */
export const INDEX_MEDIA_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

/** The media types of all manifests. ECR converts no manifest that is requested by its digest. */
export const MANIFEST_MEDIA_TYPES = [
  ...INDEX_MEDIA_TYPES,
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
  "application/vnd.docker.distribution.manifest.v1+json",
];
