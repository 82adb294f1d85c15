import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, start, stop } from "./processes.ts";

/** A container registry on a port of its own. */
export interface OciRegistry {
  /** Its address, without a scheme. */
  readonly address: string;
  /** The digest under each tag of a repository, read from the registry's files. */
  tags(repository: string): Map<string, string>;
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
  const { process } = await start("docker-registry", ["serve", config], /listening on/);
  return {
    address,
    tags(repository) {
      const store = join(folder, "data", "docker", "registry", "v2", "repositories");
      const tags = join(store, repository, "_manifests", "tags");
      const digest = (tag: string) => readFileSync(join(tags, tag, "current", "link"), "utf8");
      return new Map(existsSync(tags) ? readdirSync(tags).map((tag) => [tag, digest(tag)]) : []);
    },
    clear: () => rmSync(join(folder, "data"), { recursive: true, force: true }),
    async stop() {
      await stop(process);
      rmSync(folder, { recursive: true });
    },
  };
}
