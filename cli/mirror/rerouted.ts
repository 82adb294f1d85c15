import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The registries for which the user's registries.conf names another place, a mirror or a block, such
 * as `docker.io`. A name may start with `*.`.
 *
 * Source: containers-registries.conf(5).
 */
export function reroutedRegistries(): string[] {
  return configurationFiles()
    .map((path) => readFileSync(path, "utf8").replaceAll(/^\s*#.*$/gm, ""))
    .flatMap((text) => text.split(/^\s*\[\[registry\]\]/m).slice(1))
    .flatMap((entry) => {
      const [own = "", ...mirrors] = entry.split(/^\s*\[\[registry\.mirror\]\]/m);
      const location = stringOf(own, "location");
      const prefix = stringOf(own, "prefix") ?? location ?? "";
      const isBlocked = /^\s*blocked\s*=\s*true/m.test(own);
      const isElsewhere = location !== undefined && location !== prefix;
      return isElsewhere || isBlocked || mirrors.length > 0 ? [prefix.split("/")[0] ?? ""] : [];
    });
}

/** Whether a registry is one of those. */
export function isRerouted(registry: string, rerouted: readonly string[]): boolean {
  return rerouted.some((name) =>
    name.startsWith("*.") ? registry.endsWith(name.slice(1)) : registry === name,
  );
}

function stringOf(entry: string, key: string): string | undefined {
  return new RegExp(`^\\s*${key}\\s*=\\s*["'](.*?)["']`, "m").exec(entry)?.[1];
}

function configurationFiles(): string[] {
  const named = process.env.CONTAINERS_REGISTRIES_CONF;
  const folders = [join(process.env.HOME ?? homedir(), ".config", "containers"), "/etc/containers"];
  const main = [named, ...folders.map((folder) => join(folder, "registries.conf"))].find(
    (path) => path && existsSync(path),
  );
  const parts = folders
    .map((folder) => join(folder, "registries.conf.d"))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((path) => path.endsWith(".conf"));
  return main ? [main, ...parts] : parts;
}
