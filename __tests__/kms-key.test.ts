import { Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { checkEnvironment } from "../settings/check-environment.ts";
import type { EnvironmentSettings } from "../settings/environment-settings.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { problemLines } from "./support/problem-lines.ts";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";
const KMS = { encryptionType: "KMS", kmsKey: {} } as const;
const problemsOf = (settings: object) =>
  problemLines(checkEnvironment("qa", { environment: "qa", ...settings } as never).problems).map(
    (line) => line.replace(/^qa\./, ""),
  );
const resourcesOf = (settings: Partial<EnvironmentSettings> = {}) => {
  const input = { environment: "qa.eu", ...KMS, ...settings };
  const stack = new EnvironmentStack(Testing.app(), "qa", input);
  expect(stack.node.validate()).toEqual([]);
  return JSON.parse(Testing.synth(stack, true)).resource;
};

describe("kmsKey", () => {
  it.each<[rule: string, good: object, bad: object, problem: string]>([
    [
      "with KMS only",
      KMS,
      { kmsKey: {} },
      "kmsKey is {}: must be null unless the encryption type is KMS (README, Encryption)",
    ],
    [
      "not beside kmsKeyArn",
      { encryptionType: "KMS", kmsKeyArn: KEY },
      { ...KMS, kmsKeyArn: KEY },
      `kmsKeyArn is "${KEY}": must be null beside kmsKey, which makes the key`,
    ],
    [
      "KMS has one of them",
      KMS,
      { encryptionType: "KMS", kmsKey: null },
      "kmsKeyArn is null: must be the ARN of a key if the encryption type is KMS",
    ],
    [
      "an object",
      KMS,
      { encryptionType: "KMS", kmsKey: true },
      "kmsKey is true: must be an object",
    ],
    [
      "known keys",
      KMS,
      { encryptionType: "KMS", kmsKey: { rotation: true } },
      "kmsKey.rotation is true: must be one of the settings alias",
    ],
    [
      "an alias",
      { encryptionType: "KMS", kmsKey: { alias: "alias/team/ecr_1-a" } },
      { encryptionType: "KMS", kmsKey: { alias: "alias/a.b" } },
      "is \"alias/a.b\": must be alias/ and 1 to 250 letters, digits, '/', '_' and '-' (AWS KMS, CreateAlias)",
    ],
    [
      "an alias of one's own",
      { encryptionType: "KMS", kmsKey: { alias: "alias/aws-ecr" } },
      { encryptionType: "KMS", kmsKey: { alias: "alias/aws/ecr" } },
      "must not begin with alias/aws/: AWS keeps these names for itself",
    ],
  ])("%s", (_, good, bad, problem) => {
    expect(problemsOf(good)).toEqual([]);
    const problems = problemsOf(bad);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it("makes one key for all repositories, as protected as they are", () => {
    const { aws_kms_key, aws_kms_alias, aws_ecr_repository } = resourcesOf({
      tags: { Team: "platform" },
    });
    expect(aws_kms_key).toEqual({
      ecr: {
        description: "Encrypts the container images of qa.eu",
        enable_key_rotation: true,
        deletion_window_in_days: 30,
        lifecycle: { prevent_destroy: true },
        tags: { Environment: "qa.eu", Team: "platform" },
      },
    });
    expect(aws_kms_alias).toEqual({
      ecr: { name: "alias/ecr/qa-eu", target_key_id: "${aws_kms_key.ecr.key_id}" },
    });
    for (const repository of Object.values(aws_ecr_repository)) {
      expect(repository).toMatchObject({
        encryption_configuration: [{ encryption_type: "KMS", kms_key: "${aws_kms_key.ecr.arn}" }],
      });
    }
    expect(resourcesOf({ preventDestroy: false }).aws_kms_key.ecr.lifecycle).toEqual({
      prevent_destroy: false,
    });
    const own = resourcesOf({ kmsKey: { alias: "alias/own" } });
    expect(own.aws_kms_alias.ecr.name).toBe("alias/own");
  });

  it("makes none by default", () => {
    const resources = resourcesOf({ encryptionType: "AES256", kmsKey: null });
    expect(Object.keys(resources)).not.toContain("aws_kms_key");
  });
});
