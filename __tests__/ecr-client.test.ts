import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ecrClient } from "../cli/ecr/client.ts";
import { temporaryFolder } from "./support/program.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
  const config = join(folder.path, "config");
  writeFileSync(config, "[profile p]\naws_access_key_id = profile\naws_secret_access_key = s\n");
  vi.stubEnv("AWS_CONFIG_FILE", config);
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder.path, "credentials"));
  vi.stubEnv("AWS_PROFILE", "p");
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]) {
    vi.stubEnv(name, undefined);
  }
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

const credentials = () => ecrClient("us-east-1").config.credentials();

test("keys in the environment come before AWS_PROFILE, as in the AWS CLI and Terraform", async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "environment");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "s");
  expect(await credentials()).toMatchObject({ accessKeyId: "environment" });
  expect(await credentials()).not.toHaveProperty("sessionToken");
  vi.stubEnv("AWS_SESSION_TOKEN", "token");
  expect(await credentials()).toMatchObject({ sessionToken: "token" });
});

test("a profile is used without them, or with one of them alone", async () => {
  expect(await credentials()).toMatchObject({ accessKeyId: "profile" });
  vi.stubEnv("AWS_ACCESS_KEY_ID", "environment");
  expect(await credentials()).toMatchObject({ accessKeyId: "profile" });
});

test("a profile that is asked for comes before all, and the SDK does not warn of it", async () => {
  vi.stubEnv("AWS_PROFILE", "none");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "environment");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "s");
  const warn = vi.spyOn(console, "warn");
  const client = ecrClient("us-east-1", "p");
  expect(await client.config.credentials()).toMatchObject({ accessKeyId: "profile" });
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});
