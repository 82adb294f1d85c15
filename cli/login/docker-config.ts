import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Login } from "../ecr/registry.ts";
import { readJson } from "../json-file.ts";
import { addLogin } from "./auth-file.ts";

const CONFIG = "config.json";

/** What Docker's settings contain about logins. */
export interface DockerConfig {
  readonly auths?: Readonly<Record<string, unknown>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

/** The folder of Docker's settings. */
function dockerFolder(): string {
  return resolve(process.env.DOCKER_CONFIG ?? join(homedir(), ".docker"));
}

/** Docker's settings, or those of Podman in the same format; empty if there is no such file. */
export function readDockerConfig(path = join(dockerFolder(), CONFIG)): DockerConfig {
  return existsSync(path) ? readJson<DockerConfig>(path) : {};
}

/**
 * Makes a folder of Docker's settings with one login and no credential helper. All else is as in the
 * user's folder: the context, for one, may lead to another daemon.
 */
export function writeDockerFolder(folder: string, login: Login): void {
  const { auths, credHelpers, credsStore, ...settings } = readDockerConfig();
  writeFolder(folder, settings, [login]);
}

/**
 * Makes a folder of Docker's settings as the user's is, with all logins and credential helpers in it,
 * and some logins more. No helper is asked for these.
 */
export function writeDockerFolderWithUsers(folder: string, logins: readonly Login[]): void {
  const { credHelpers, ...settings } = readDockerConfig();
  // Docker and crane take an empty name for the file itself, even if there is a credsStore.
  const inFile = Object.fromEntries(logins.map(({ registry }) => [registry, ""]));
  writeFolder(folder, { ...settings, credHelpers: { ...credHelpers, ...inFile } }, logins);
}

function writeFolder(folder: string, settings: DockerConfig, logins: readonly Login[]): void {
  mkdirSync(folder, { mode: 0o700 });
  const users = dockerFolder();
  const names = existsSync(users) ? readdirSync(users) : [];
  for (const name of names) {
    if (name !== CONFIG) symlinkSync(join(users, name), join(folder, name));
  }
  const config = join(folder, CONFIG);
  writeFileSync(config, JSON.stringify(settings), { mode: 0o600 });
  for (const login of logins) addLogin(config, login);
}
