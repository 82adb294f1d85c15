import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { failure, refusal, usageError } from "../command-error.ts";
import { ContainerEngine } from "../container-engine.ts";
import { isImageReference } from "../image-reference.ts";
import { interruption } from "../interruption.ts";
import { toCommandError } from "../report.ts";
import type { LocalImage } from "./local-image.ts";
import { requireSkopeo, skopeoImage } from "./skopeo.ts";

/** Skopeo's name of an image in a folder or a file. */
const IN_A_FILE = /^(?:oci|oci-archive|docker-archive):([^:]+)/;

/** What can only be in a file or a folder: no image has such a name. */
const IS_A_PATH = /^(?:(?:oci|oci-archive|docker-archive):.*\/|\/|\.\.?\/)/;

/** An image of a registry, by its digest. `localhost` without a port is Podman's word for "here". */
const IN_A_REGISTRY = /^(?!localhost\/)[^/]*[.:][^/]*\/.+@sha256:[0-9a-f]{64}$/;

/**
 * Finds the image that is to be pushed.
 *
 * @param reference a local image; a folder with an OCI image layout; an OCI or a Docker archive; an
 *   image of a registry, by its digest
 * @param folder an empty folder, which may be filled
 * @throws CommandError if there is no such image
 */
export async function findImage(reference: string, folder: string): Promise<LocalImage> {
  if (reference === "") throw noReference(reference);
  const path = IN_A_FILE.exec(reference)?.[1];
  if (path && existsSync(path)) return skopeoImage(reference);
  if (existsSync(join(reference, "oci-layout"))) return skopeoImage(`oci:${reference}`);
  if (statSync(reference, { throwIfNoEntry: false })?.isFile()) return archivedImage(reference);
  if (IS_A_PATH.test(reference)) {
    throw refusal(`${reference}: there is no archive and no folder of an OCI image layout there.`);
  }
  if (!isImageReference(reference)) throw noReference(reference);
  if (IN_A_REGISTRY.test(reference)) return skopeoImage(`docker://${reference}`);
  return engineImage(reference, folder);
}

function noReference(reference: string) {
  return usageError(
    `--image is "${reference}": must be an archive or a folder that is there, or an image reference such as backend:v1.2.3 (Docker, distribution/reference).`,
  );
}

// An archive of `docker save` is of both formats, and complete in the first.
async function archivedImage(file: string): Promise<LocalImage> {
  await requireSkopeo();
  const problems: string[] = [];
  for (const format of ["oci-archive", "docker-archive"]) {
    try {
      return await skopeoImage(`${format}:${file}`);
    } catch (error) {
      interruption.throwIfAborted();
      problems.push(toCommandError(error).message);
    }
  }
  throw failure([`${file} is no archive of one image:`, ...problems].join("\n"));
}

async function engineImage(reference: string, folder: string): Promise<LocalImage> {
  const engine = await ContainerEngine.find();
  const layout = join(folder, "manifest-list");
  if (await engine.exportManifestList(reference, layout)) return skopeoImage(`oci:${layout}`);
  const id = await engine.imageId(reference);
  if (!id) {
    throw refusal(
      `${reference}: ${engine.name} has no such image. Build it under this name, or name another with --image.${engine.passedOver}`,
    );
  }
  return {
    digests: [id],
    upload: ({ target, loginFolder }) => engine.push(id, target, loginFolder),
  };
}
