import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The profile of AWS_PROFILE, if none of AWS's files has it. Source: AWS SDKs and Tools Reference
 * Guide, Shared config and credentials files.
 */
export function missingProfile(): string | undefined {
  const { AWS_PROFILE, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = process.env;
  if (!AWS_PROFILE) return undefined;
  const aws = join(homedir(), ".aws");
  const files = [
    AWS_CONFIG_FILE ?? join(aws, "config"),
    AWS_SHARED_CREDENTIALS_FILE ?? join(aws, "credentials"),
  ];
  return files.some((file) => profilesIn(file).includes(AWS_PROFILE)) ? undefined : AWS_PROFILE;
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
