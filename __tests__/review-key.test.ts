import { describe, expect, it } from "vitest";
import { stayOffline } from "../cli/review/ecr-answers.ts";
import { ecrWith } from "./support/ecr-answers.ts";
import {
  change,
  type Entry,
  headlines,
  judge,
  planOf,
  replaced,
  repository,
  unchanged,
} from "./support/plans.ts";

const KEY = "aws_kms_key.ecr";
const ARN = "arn:aws:kms:us-east-1:111111111111:key/12345678-1234-1234-1234-123456789012";
const key = (attributes = {}) => ({
  arn: ARN,
  is_enabled: true,
  deletion_window_in_days: 30,
  ...attributes,
});
const encrypted = (name: string, kms_key = ARN) =>
  unchanged(
    `aws_ecr_repository.${name}`,
    repository(`qa/${name}`, {
      encryption_configuration: [{ encryption_type: "KMS", kms_key }],
    }),
  );

async function found(
  entries: readonly Entry[],
  ecr: Parameters<typeof judge>[1] = ecrWith({ "qa/api": { images: 3 }, "qa/web": { images: 1 } }),
) {
  return (await judge(planOf(entries), ecr)).findings;
}

describe("a KMS key that repositories use", () => {
  it.each<[string, Entry, string]>([
    [
      "deletes",
      change(KEY, key(), null),
      "The plan deletes the KMS key of the repository. AWS deletes the key 30 days after the apply, and disables it at once: nobody can pull or push.",
    ],
    [
      "replaces",
      replaced(KEY, key({ deletion_window_in_days: null }), key(), [["multi_region"]]),
      "The plan replaces the KMS key of the repository. AWS deletes the key after the apply",
    ],
    [
      "disables",
      change(KEY, key(), key({ is_enabled: false })),
      "The plan disables the KMS key of the repository: nobody can pull or push until it is enabled.",
    ],
    [
      "may disable",
      change(KEY, key(), { arn: ARN }, { change: { after_unknown: { is_enabled: true } } }),
      "The plan may disable the KMS key",
    ],
  ])("is a finding for each of them if the plan %s it", async (_, entry, reason) => {
    const findings = await found([
      entry,
      encrypted("web"),
      encrypted("api"),
      encrypted("other", `${ARN}0`),
    ]);
    expect(headlines(findings)).toEqual([`key:${KEY} qa/api 3`, `key:${KEY} qa/web 1`]);
    for (const finding of findings) {
      expect(finding.reason).toContain(reason);
      expect(finding.remedy).toContain(KEY);
    }
  });

  it.each<[string, Entry]>([
    ["stays", unchanged(KEY, key())],
    ["gets other tags", change(KEY, key(), key({ tags: { Team: "a" } }))],
    ["was disabled before", change(KEY, key({ is_enabled: false }), key({ is_enabled: false }))],
    ["is enabled", change(KEY, key({ is_enabled: false }), key())],
    ["is left in AWS", change(KEY, key(), null, { change: { actions: ["forget"] } })],
    ["is created", change(KEY, null, key())],
    ["is no key", change("aws_kms_alias.ecr", key(), null)],
  ])("is none if it %s", async (_, entry) => {
    expect(await found([entry, encrypted("api")])).toEqual([]);
  });

  it("is none if no repository of the plan uses it", async () => {
    expect(await found([change(KEY, key(), null)])).toEqual([]);
  });

  it.each(["aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key"])(
    "may be an %s",
    async (type) => {
      const findings = await found([change(`${type}.ecr`, key(), null), encrypted("api")]);
      expect(headlines(findings)).toEqual([`key:${type}.ecr qa/api 3`]);
    },
  );

  it("is a finding offline, too", async () => {
    const findings = await found([change(KEY, key(), null), encrypted("api")], stayOffline());
    expect(findings).toMatchObject([{ kind: "key", images: null }]);
  });
});
