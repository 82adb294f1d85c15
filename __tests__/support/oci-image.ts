import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PLATFORMS = ["amd64", "arm64"];

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/**
 * Writes an image of two platforms as an OCI image layout.
 *
 * @param folder an empty folder
 * @param content makes the image differ from others
 * @returns the digest of the image's index
 */
export function writeImage(folder: string, content: string): string {
  mkdirSync(join(folder, "blobs", "sha256"), { recursive: true });
  const blob = (mediaType: string, value: string): Descriptor => {
    const hash = hashOf(value);
    writeFileSync(join(folder, "blobs", "sha256", hash), value);
    return { mediaType, digest: `sha256:${hash}`, size: Buffer.byteLength(value) };
  };
  // docker-registry fails if two images with the same layer are pushed to a repository at once.
  const layer = blob("application/vnd.oci.image.layer.v1.tar", tarOfEmptyFile(hashOf(content)));
  const manifests = PLATFORMS.map((architecture) => {
    const config = blob(
      "application/vnd.oci.image.config.v1+json",
      JSON.stringify({
        architecture,
        os: "linux",
        config: { Labels: { content } },
        rootfs: { type: "layers", diff_ids: [layer.digest] },
      }),
    );
    const mediaType = "application/vnd.oci.image.manifest.v1+json";
    const manifest = { schemaVersion: 2, mediaType, config, layers: [layer] };
    return {
      ...blob(mediaType, JSON.stringify(manifest)),
      platform: { architecture, os: "linux" },
    };
  });
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const index = blob(mediaType, JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
  writeFileSync(
    join(folder, "index.json"),
    JSON.stringify({ schemaVersion: 2, manifests: [index] }),
  );
  writeFileSync(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  return index.digest;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function tarOfEmptyFile(name: string): string {
  const header = Buffer.alloc(512);
  const fields = {
    0: name,
    100: "0000644",
    124: "0",
    136: "0",
    148: "        ",
    257: "ustar",
    263: "00",
  };
  for (const [offset, value] of Object.entries(fields)) header.write(value, Number(offset));
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0`, 148);
  return header.toString("latin1") + "\0".repeat(1024);
}
