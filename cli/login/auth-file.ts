import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { usageError } from "../command-error.ts";
import type { Login } from "../ecr/registry.ts";

/** A file of logins, in the format that Docker, Podman, Skopeo and crane read. */
interface Logins {
  readonly auths?: Readonly<Record<string, unknown>>;
}

/**
 * Adds a login to a file that only its owner may read.
 *
 * @param path a file that need not be there; what it holds besides this login stays
 * @throws CommandError if it holds something else
 */
export function addLogin(path: string, { registry, username, password }: Login): void {
  const logins = readLogins(path);
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  write(path, { ...logins, auths: { ...logins.auths, [registry]: { auth } } });
}

/**
 * Removes the login to a registry from a file, and the file if nothing is left in it.
 *
 * @returns whether there was one
 * @throws CommandError if the file holds something else
 */
export function removeLogin(path: string, registry: string): boolean {
  const { auths = {}, ...others } = readLogins(path);
  const { [registry]: removed, ...left } = auths;
  if (removed === undefined) return false;
  if (Object.keys(left).length + Object.keys(others).length === 0) rmSync(path);
  else write(path, { ...others, auths: left });
  return true;
}

function readLogins(path: string): Logins {
  let text: string;
  try {
    // Of a device such as /dev/null, the mode would change for everyone, and no login stay in it.
    if (!statSync(path).isFile()) throw new Error("it is no regular file");
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw usageError(`${path} cannot be read: ${(error as Error).message}`);
  }
  try {
    const logins: unknown = JSON.parse(text || "{}");
    if (typeof logins === "object" && logins !== null) return logins;
  } catch {
    // As for JSON of another kind.
  }
  throw usageError(`${path} is no file of logins: it must be a JSON object.`);
}

function write(path: string, logins: Logins): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, "", { flag: "a", mode: 0o600 });
    chmodSync(path, 0o600); // Before there is a login in it.
    writeFileSync(path, JSON.stringify(logins, null, 2));
  } catch (error) {
    throw usageError(`${path} cannot be written: ${(error as Error).message}`);
  }
}

// Node's own `recursive` never ends if the folder above cannot hold one, as in /proc.
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}
