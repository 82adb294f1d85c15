import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The profile of AWS_PROFILE, if none of AWS's files has it. */
export function missingProfile(): string | undefined {
  const { AWS_PROFILE } = process.env;
  return AWS_PROFILE && !hasProfile(AWS_PROFILE) ? AWS_PROFILE : undefined;
}

/**
 * Whether one of AWS's files has a profile. Source: AWS SDKs and Tools Reference Guide, Shared config
 * and credentials files.
 */
export function hasProfile(name: string): boolean {
  const { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = process.env;
  const aws = join(homedir(), ".aws");
  const files = [
    AWS_CONFIG_FILE ?? join(aws, "config"),
    AWS_SHARED_CREDENTIALS_FILE ?? join(aws, "credentials"),
  ];
  return files.some((file) => profilesIn(file).includes(name));
}

function profilesIn(file: string): string[] {
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch {
    // A file that is not there has no profile.
  }
  const sections = text.matchAll(/^\[\s*(?:profile\s+)?(.*?)\s*\]/gm);
  return [...sections].map(([, name = ""]) => name.replaceAll(/^["']|["']$/g, ""));
}
