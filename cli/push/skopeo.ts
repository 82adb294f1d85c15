import { createHash } from "node:crypto";
import { join } from "node:path";
import { failure } from "../command-error.ts";
import { interruption } from "../interruption.ts";
import { isInstalled, runProgram } from "../run-program.ts";
import type { LocalImage, Upload } from "./local-image.ts";

/** In seconds: an archive is unpacked before anything of it is read. */
const READING = 600;

/**
 * An image that Skopeo copies, named as Skopeo names it: `oci:FOLDER`, `docker-archive:FILE`.
 *
 * @throws CommandError if Skopeo is missing or cannot read it
 */
export async function skopeoImage(source: string): Promise<LocalImage> {
  await requireSkopeo();
  const manifest = await runProgram("skopeo", ["inspect", "--raw", source], { timeLimit: READING });
  // The layers in a Docker archive are not compressed yet: its manifest becomes another one.
  const isFinal = !source.startsWith("docker-archive:");
  const digests = isFinal ? [digestOf(manifest)] : [configOf(manifest)];
  const exactly = isFinal ? ["--all", "--preserve-digests"] : [];
  return {
    digests,
    async upload({ target, loginFolder }: Upload) {
      const login = ["--dest-authfile", join(loginFolder, "config.json")];
      await runProgram("skopeo", ["copy", ...exactly, ...login, source, `docker://${target}`], {
        isShown: true,
      });
    },
  };
}

/** @throws CommandError if Skopeo is missing */
export async function requireSkopeo(): Promise<void> {
  if (await isInstalled("skopeo", "--version")) return;
  interruption.throwIfAborted();
  throw failure("Install skopeo: it pushes what is no image of Docker or Podman.");
}

function digestOf(manifest: Buffer): string {
  return `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
}

function configOf(manifest: Buffer): string {
  return (JSON.parse(manifest.toString()) as { config: { digest: string } }).config.digest;
}
