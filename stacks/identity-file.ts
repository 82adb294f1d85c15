import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isObject } from "../constructs/setting-type.ts";
import type { Identities } from "./identity.ts";
import { InvalidConfiguration } from "./invalid-configuration.ts";

/** The committed record of every repository that must not be lost, at the project's root. */
export const IDENTITY_FILE = "repositories.json";

/**
 * Reads the record; an app that has none yet has nothing to lose.
 *
 * @throws InvalidConfiguration where the file is no record
 */
export function readIdentities(): Identities {
  if (!existsSync(IDENTITY_FILE)) return {};
  const text = readFileSync(IDENTITY_FILE, "utf8");
  try {
    const identities = JSON.parse(text);
    if (isRecordOf(identities, (stack) => isRecordOf(stack, isIdentity))) return identities;
  } catch (error) {
    throw unreadable(`${error}`);
  }
  throw unreadable("it holds something else than repositories by stack and address");
}

function unreadable(reason: string): InvalidConfiguration {
  return new InvalidConfiguration([
    `${IDENTITY_FILE} cannot be read (${reason}): put the committed file back`,
  ]);
}

function isRecordOf(value: unknown, holds: (entry: unknown) => boolean): boolean {
  return isObject(value) && Object.values(value).every(holds);
}

function isIdentity(value: unknown): boolean {
  return isObject(value) && "name" in value && typeof value.name === "string";
}

/** Writes the record. */
export function writeIdentities(identities: Identities): void {
  writeFileSync(IDENTITY_FILE, `${JSON.stringify(identities, null, 2)}\n`);
}
