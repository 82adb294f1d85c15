import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, start, stop } from "./processes.ts";

/** A manifest in a registry. */
export interface StoredManifest {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly mediaType: string;
  /** The digest of the manifest that it is attached to. */
  readonly subject: string | undefined;
  readonly pushedAt: Date;
}

/** A container registry on a port of its own. */
export interface OciRegistry {
  /** Its address, without a scheme. */
  readonly address: string;
  /** The digest under each tag of a repository, read from the registry's files. */
  tags(repository: string): Map<string, string>;
  /** All images of a repository, tagged or not, read from the registry's files. */
  images(repository: string): StoredManifest[];
  /** Deletes all images. */
  clear(): void;
  stop(): Promise<void>;
}

/** Starts a registry. */
export async function startOciRegistry(): Promise<OciRegistry> {
  const folder = mkdtempSync(join(tmpdir(), "oci-registry-"));
  const address = `localhost:${await freePort()}`;
  const config = join(folder, "config.yml");
  writeFileSync(
    config,
    [
      "version: 0.1",
      `storage: { filesystem: { rootdirectory: ${join(folder, "data")} } }`,
      `http: { addr: "${address}" }`,
    ].join("\n"),
  );
  const store = join(folder, "data", "docker", "registry", "v2");
  const tags = (repository: string): Map<string, string> => {
    const names = join(store, "repositories", repository, "_manifests", "tags");
    const link = (tag: string) => join(names, tag, "current", "link");
    // The registry makes the folder of a tag before it writes the tag.
    const written = (existsSync(names) ? readdirSync(names) : []).filter((tag) =>
      existsSync(link(tag)),
    );
    return new Map(written.map((tag) => [tag, readFileSync(link(tag), "utf8")]));
  };
  const { process } = await start("docker-registry", ["serve", config], /listening on/);
  return {
    address,
    tags,
    images(repository) {
      const revisions = join(
        store,
        "repositories",
        repository,
        "_manifests",
        "revisions",
        "sha256",
      );
      const tagged = [...tags(repository)];
      return (existsSync(revisions) ? readdirSync(revisions) : []).map((hash) => {
        const digest = `sha256:${hash}`;
        const blob = join(store, "blobs", "sha256", hash.slice(0, 2), hash, "data");
        const { mediaType, subject } = JSON.parse(readFileSync(blob, "utf8"));
        return {
          digest,
          tags: tagged.filter(([, held]) => held === digest).map(([tag]) => tag),
          mediaType,
          subject: subject?.digest,
          pushedAt: statSync(join(revisions, hash)).mtime,
        };
      });
    },
    clear: () => rmSync(join(folder, "data"), { recursive: true, force: true }),
    async stop() {
      await stop(process);
      rmSync(folder, { recursive: true });
    },
  };
}
