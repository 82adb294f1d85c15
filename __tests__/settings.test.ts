import { describe, expect, it } from "vitest";
import { checkEnvironment } from "../settings/check-environment.ts";
import type { EcrSettings } from "../settings/settings.ts";
import { problemLines } from "./support/problem-lines.ts";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";
const entries = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, "value"]));

/** All problems of settings, the environment being a good one unless it is given. */
function problemsOf(settings: object): string[] {
  const input = { environment: "production", ...settings } as EcrSettings;
  return problemLines(checkEnvironment("production", input).problems);
}

describe("the rules of the settings", () => {
  // One line a rule: a value that keeps it, one that breaks it, and what is said of that one.
  it.each<[rule: string, good: object, bad: object, problem: string]>([
    [
      "environment: set",
      { environment: "a" },
      { environment: undefined },
      "environment is not set: must be a string",
    ],
    [
      "environment: a string",
      { environment: "1" },
      { environment: 1 },
      "environment is 1: must be a string",
    ],
    [
      "environment: lower case",
      { environment: "prod" },
      { environment: "Prod" },
      'environment is "Prod": must be lower-case letters and digits',
    ],
    [
      "environment: one segment",
      { environment: "eu.west" },
      { environment: "eu/west" },
      'environment is "eu/west": must be lower-case',
    ],
    [
      "environment: single separators",
      { environment: "a-b_c.d" },
      { environment: "a--b" },
      'environment is "a--b": must be lower-case',
    ],
    [
      "environment: no separator at an end",
      { environment: "a1" },
      { environment: "-a" },
      'environment is "-a": must be lower-case',
    ],
    [
      "environment: not empty",
      { environment: "0" },
      { environment: "" },
      'environment is "": must be lower-case',
    ],
    [
      "environment: length",
      { environment: "a".repeat(229) },
      { environment: "a".repeat(230) },
      `environment is "${"a".repeat(230)}": must be at most 229 characters`,
    ],
    [
      "environment: not thirdparty",
      { environment: "thirdparty2" },
      { environment: "thirdparty" },
      'environment is "thirdparty": must not be thirdparty',
    ],
    [
      "scanOnPush: a boolean",
      { scanOnPush: false },
      { scanOnPush: "false" },
      'scanOnPush is "false": must be true or false',
    ],
    [
      "scanOnPush: not null",
      { scanOnPush: true },
      { scanOnPush: null },
      "scanOnPush is null: must be true or false",
    ],
    [
      "imageTagMutability: one of two",
      { imageTagMutability: "MUTABLE" },
      { imageTagMutability: "mutable" },
      'imageTagMutability is "mutable": must be MUTABLE or IMMUTABLE',
    ],
    [
      "imageTagMutability: no exclusions",
      { imageTagMutability: "IMMUTABLE" },
      { imageTagMutability: "IMMUTABLE_WITH_EXCLUSION" },
      "must be MUTABLE or IMMUTABLE",
    ],
    [
      "encryptionType: one of two",
      { encryptionType: "AES256" },
      { encryptionType: "KMS_DSSE" },
      'encryptionType is "KMS_DSSE": must be AES256 or KMS',
    ],
    [
      "kmsKeyArn: required with KMS",
      { encryptionType: "KMS", kmsKeyArn: KEY },
      { encryptionType: "KMS" },
      "kmsKeyArn is null: must be the ARN of a key if the encryption type is KMS",
    ],
    [
      "kmsKeyArn: refused with AES256",
      { encryptionType: "AES256", kmsKeyArn: null },
      { encryptionType: "AES256", kmsKeyArn: KEY },
      `kmsKeyArn is "${KEY}": must be null if the encryption type is AES256`,
    ],
    [
      "kmsKeyArn: not an alias",
      { encryptionType: "KMS", kmsKeyArn: KEY },
      { encryptionType: "KMS", kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:alias/ecr" },
      "must be null or the ARN of a key",
    ],
    [
      "kmsKeyArn: not a bare id",
      {
        encryptionType: "KMS",
        kmsKeyArn: KEY,
      },
      { encryptionType: "KMS", kmsKeyArn: "12345678-1234-1234-1234-123456789012" },
      "must be null or the ARN of a key",
    ],
    [
      "kmsKeyArn: a multi-Region key",
      {
        encryptionType: "KMS",
        kmsKeyArn: KEY.replace(/[^/]+$/, "mrk-1234abcd12ab34cd56ef1234567890ab"),
      },
      { encryptionType: "KMS", kmsKeyArn: KEY.replace(/[^/]+$/, "mrk-1") },
      "must be null or the ARN of a key",
    ],
    [
      "maxImageCount: null",
      { maxImageCount: null },
      { maxImageCount: "10" },
      'maxImageCount is "10": must be a number',
    ],
    [
      "maxImageCount: from 0",
      { maxImageCount: 0 },
      { maxImageCount: -1 },
      "maxImageCount is -1: must be null or a whole number from 0 to 1000",
    ],
    [
      "maxImageCount: to 1000",
      { maxImageCount: 1000 },
      { maxImageCount: 1001 },
      "maxImageCount is 1001: must be null or a whole number from 0 to 1000",
    ],
    [
      "maxImageCount: whole",
      { maxImageCount: 1 },
      { maxImageCount: 1.5 },
      "maxImageCount is 1.5: must be null or a whole number from 0 to 1000",
    ],
    [
      "maxImageCount: a number",
      { maxImageCount: 2 },
      { maxImageCount: Number.NaN },
      "maxImageCount is NaN: must be a number",
    ],
    [
      "enableCrossAccountAccess: a boolean",
      { enableCrossAccountAccess: true },
      { enableCrossAccountAccess: 1 },
      "enableCrossAccountAccess is 1: must be true or false",
    ],
    [
      "crossAccountIds: a list",
      { crossAccountIds: [] },
      { crossAccountIds: "123456789012" },
      'crossAccountIds is "123456789012": must be a list of strings',
    ],
    [
      "crossAccountIds: of strings",
      { crossAccountIds: ["000000000001"] },
      { crossAccountIds: [123456789012] },
      "crossAccountIds[0] is 123456789012: must be a string (README, Settings)",
    ],
    [
      "crossAccountIds: 12 digits",
      { crossAccountIds: ["123456789012"] },
      { crossAccountIds: ["123456789012", "1234567890123"] },
      'crossAccountIds[1] is "1234567890123": must be 12 digits',
    ],
    [
      "crossAccountIds: no repeats",
      { crossAccountIds: ["123456789012", "123456789013"] },
      { crossAccountIds: ["123456789012", "123456789012"] },
      'crossAccountIds[1] is "123456789012": must be listed once',
    ],
    [
      "createThirdpartyRepos: a boolean",
      { createThirdpartyRepos: true },
      { createThirdpartyRepos: "yes" },
      'createThirdpartyRepos is "yes": must be true or false',
    ],
    [
      "tags: a map",
      { tags: {} },
      { tags: ["a"] },
      "tags is [ 'a' ]: must be an object with a string for each key",
    ],
    [
      "tags: of strings",
      { tags: { a: "1" } },
      { tags: { a: 1 } },
      'tags["a"] is 1: must be a string (README, Settings)',
    ],
    [
      "tags: the key's characters",
      { tags: { "a Z0_.:/=+-@é": "" } },
      { tags: { "a#": "" } },
      'tags["a#"] is "": must have a key of 1 to 128 letters',
    ],
    [
      "tags: the key's length",
      { tags: { ["k".repeat(128)]: "" } },
      { tags: { ["k".repeat(129)]: "" } },
      "must have a key of 1 to 128 letters",
    ],
    [
      "tags: a key that is not empty",
      { tags: { k: "" } },
      { tags: { "": "v" } },
      'tags[""] is "v": must have a key of 1 to 128 letters',
    ],
    [
      "tags: the key's prefix",
      { tags: { "awsome:x": "" } },
      { tags: { "AWS:x": "v" } },
      'tags["AWS:x"] is "v": must have a key that does not start with aws:',
    ],
    [
      "tags: the value's characters",
      { tags: { k: "a Z0_.:/=+-@é" } },
      { tags: { k: "a*" } },
      'tags["k"] is "a*": must have a value of at most 256 letters',
    ],
    [
      "tags: the value's length",
      { tags: { k: "v".repeat(256) } },
      { tags: { k: "v".repeat(257) } },
      "must have a value of at most 256 letters",
    ],
    [
      "tags: at most 50 with the automatic ones",
      { tags: { ...entries(48), Environment: "x", Component: "y" } },
      { tags: entries(49) },
      'tags is "49 entries": must have at most 48 entries',
    ],
    [
      "no other setting",
      {},
      { maxImagesCount: 5 },
      "maxImagesCount is 5: must be one of the settings environment, scanOnPush",
    ],
  ])("%s", (_rule, good, bad, problem) => {
    expect(problemsOf(good)).toEqual([]);
    const problems = problemsOf(bad);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
    expect(problems[0]).toMatch(/^production\./);
  });
});
