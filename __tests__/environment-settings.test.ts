import { describe, expect, it } from "vitest";
import { checkEnvironment } from "../settings/check-environment.ts";
import type { EcrSettings } from "../settings/settings.ts";
import { problemLines } from "./support/problem-lines.ts";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";
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
      'region is "Sydney": must be a region',
    ],
    [
      "region: one that the AWS provider 5 knows",
      { region: "mx-central-1" },
      { region: "us-northeast-1" },
      'region is "us-northeast-1": must be a region that version 5 of the AWS provider knows',
    ],
    [
      "accountId: 12 digits",
      { accountId: "123456789012" },
      { accountId: "prod" },
      'accountId is "prod": must be null or 12 digits',
    ],
    [
      "forceDelete: not a setting",
      { preventDestroy: false },
      { preventDestroy: false, forceDelete: true },
      "forceDelete is true: must be left out: only `artos-ecr empty` deletes images",
    ],
    [
      "environment: as long as its repositories' names leave room for",
      { environment: "e".repeat(230), repositories: [{ component: "a", name: "a", purpose: "A" }] },
      { environment: "e".repeat(255), repositories: [{ component: "a", name: "a", purpose: "A" }] },
      "must be at most 254 characters, so that every repository's name is at most 256",
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
      `production.kmsKeyArn is "${KEY}": must be a key in the environment's region and partition, arn:aws:kms:us-east-2:…`,
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
      "must be a key in the environment's region and partition, arn:aws-cn:kms:cn-north-1:…",
    ],
    [
      "crossAccountIds: not the own account",
      { accountId: "111111111111", crossAccountIds: ["111111111111"] }, // The access is off.
      {
        accountId: "222222222222",
        enableCrossAccountAccess: true,
        crossAccountIds: ["111111111111", "222222222222"],
      },
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
