import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { missingProfile } from "../cli/aws-profile.ts";
import { temporaryFolder } from "./support/program.ts";

afterEach(() => vi.unstubAllEnvs());

function withProfile(name: string, config?: string, credentials?: string): string | undefined {
  const { path, remove } = temporaryFolder();
  const file = (variable: string, text: string | undefined) => {
    vi.stubEnv(variable, join(path, variable));
    if (text !== undefined) writeFileSync(join(path, variable), text);
  };
  file("AWS_CONFIG_FILE", config);
  file("AWS_SHARED_CREDENTIALS_FILE", credentials);
  vi.stubEnv("AWS_PROFILE", name);
  const missing = missingProfile();
  remove();
  return missing;
}

test("a profile is missing if neither file has it", () => {
  expect(withProfile("dev")).toBe("dev");
  expect(withProfile("dev", "[profile development]\n[default]\n", "[prod]\n")).toBe("dev");
});

test("a profile is found in either file", () => {
  expect(withProfile("dev", "[default]\n[profile dev]\nregion = x\n")).toBeUndefined();
  expect(withProfile("my dev", '[ profile "my dev" ]\n')).toBeUndefined();
  expect(withProfile("dev", undefined, "[dev]\n")).toBeUndefined();
});

test("without AWS_PROFILE none is missing", () => {
  expect(withProfile("")).toBeUndefined();
});
