import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Identities } from "./identity.ts";
import { InvalidConfiguration } from "./invalid-configuration.ts";

/** The committed record of every repository that must not be lost, at the project's root. */
export const IDENTITY_FILE = "repositories.json";

/**
 * Reads the record; an app that has none yet has nothing to lose.
 *
 * @throws InvalidConfiguration where the file is not JSON
 */
export function readIdentities(): Identities {
  if (!existsSync(IDENTITY_FILE)) return {};
  const text = readFileSync(IDENTITY_FILE, "utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidConfiguration([
      `${IDENTITY_FILE} cannot be read (${error}): put the committed file back`,
    ]);
  }
}

/** Writes the record. */
export function writeIdentities(identities: Identities): void {
  writeFileSync(IDENTITY_FILE, `${JSON.stringify(identities, null, 2)}\n`);
}
