import { describe, expect, it } from "vitest";
import { checkEnvironment } from "../settings/environment-settings.ts";
import type { EcrSettings } from "../settings/settings.ts";
import { problemLines } from "./support/problem-lines.ts";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";
const STATE = { bucket: "states", key: "ecr/production.tfstate" };
const accounts = (count: number) =>
  Array.from({ length: count }, (_, index) => `${100000000000 + index}`);

/** All problems of settings, the environment being a good one unless it is given. */
function problemsOf(settings: object): string[] {
  const input = { environment: "production", ...settings } as EcrSettings;
  return problemLines(checkEnvironment("production", input).problems);
}

describe("the rules of an environment stack's settings", () => {
  // One line a rule, as in settings.test.ts.
  it.each<[rule: string, good: object, bad: object, problem: string]>([
    [
      "region: a region's name",
      { region: "ap-southeast-2" },
      { region: "Sydney" },
      'region is "Sydney": must be the name of a region',
    ],
    [
      "region: in a part of the world that AWS has",
      { region: "mx-central-1" },
      { region: "foo-bar-1" },
      'region is "foo-bar-1": must be the name of a region',
    ],
    [
      "accountId: 12 digits",
      { accountId: "123456789012" },
      { accountId: "prod" },
      'accountId is "prod": must be null or 12 digits',
    ],
    ...(
      [
        [{ bucket: "states" }, "key is not set: must be a string"],
        [{ bucket: "", key: "k" }, 'bucket is "": must be 3 to 63 lower-case letters'],
        [{ bucket: "B_!", key: "k" }, 'bucket is "B_!": must be 3 to 63 lower-case letters'],
        [{ bucket: "states", key: 1 }, "key is 1: must be a string"],
        [{ bucket: "states", key: "" }, 'key is "": must not be empty'],
        [{ bucket: "states", key: "/k" }, 'key is "/k": must neither start nor end with'],
        [{ bucket: "states", key: "k/" }, 'key is "k/": must neither start nor end with'],
        [{ ...STATE, useLockFile: true }, "useLockFile is true: must be one of the settings"],
        [{ ...STATE, useLockfile: "yes" }, 'useLockfile is "yes": must be true or false'],
        [{ ...STATE, region: 5 }, "region is 5: must be a string"],
      ] as const
    ).map(([state, problem]): [string, object, object, string] => [
      `state: ${problem}`,
      { state: { ...STATE, useLockfile: true } },
      { state },
      `production.state.${problem}`,
    ]),
    [
      "state: an object",
      { state: null },
      { state: "bucket" },
      'state is "bucket": must be an object',
    ],
    [
      "forceDelete: not a setting",
      { preventDestroy: false },
      { preventDestroy: false, forceDelete: true },
      "forceDelete is true: must be left out: only `artos-ecr empty` deletes images",
    ],
    [
      "preventDestroy: a boolean",
      { preventDestroy: false },
      { preventDestroy: null },
      "preventDestroy is null: must be true or false",
    ],
    [
      "kmsKeyArn: in the region",
      {
        encryptionType: "KMS",
        kmsKeyArn: KEY.replace("us-east-1", "eu-west-1"),
        region: "eu-west-1",
      },
      { encryptionType: "KMS", kmsKeyArn: KEY, region: "us-east-2" },
      `production.kmsKeyArn is "${KEY}": must be a key of the environment's region and partition, arn:aws:kms:us-east-2:…`,
    ],
    [
      "kmsKeyArn: in the partition",
      {
        encryptionType: "KMS",
        kmsKeyArn: KEY.replace("aws:kms:us-east-1", "aws-cn:kms:cn-north-1"),
        region: "cn-north-1",
      },
      {
        encryptionType: "KMS",
        kmsKeyArn: KEY.replace("us-east-1", "cn-north-1"),
        region: "cn-north-1",
      },
      "must be a key of the environment's region and partition, arn:aws-cn:kms:cn-north-1:…",
    ],
    [
      "crossAccountIds: not the own account",
      { accountId: "111111111111", crossAccountIds: ["222222222222"] },
      { accountId: "222222222222", crossAccountIds: ["111111111111", "222222222222"] },
      'crossAccountIds[1] is "222222222222": must not be the environment\'s own account',
    ],
    ...(
      [
        ["us-east-1", "aws", 304],
        ["cn-north-1", "aws-cn", 278],
        ["us-gov-west-1", "aws-us-gov", 250],
      ] as const
    ).map(([region, partition, most]): [string, object, object, string] => [
      `crossAccountIds: a policy that fits in ${partition}`,
      { region, enableCrossAccountAccess: true, crossAccountIds: accounts(most) },
      { region, enableCrossAccountAccess: true, crossAccountIds: accounts(most + 1) },
      `crossAccountIds is "${most + 1} accounts": must be at most ${most} accounts in the partition ${partition}`,
    ]),
    [
      "crossAccountIds: as many as wanted without access",
      { crossAccountIds: accounts(400) },
      { crossAccountIds: accounts(400), enableCrossAccountAccess: true },
      'crossAccountIds is "400 accounts"',
    ],
  ])("%s", (_rule, good, bad, problem) => {
    expect(problemsOf(good)).toEqual([]);
    expect(problemsOf(bad)).toEqual([expect.stringContaining(problem)]);
  });
});
