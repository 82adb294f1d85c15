import { describe, expect, it } from "vitest";
import { stayOffline } from "../cli/review/ecr-answers.ts";
import { compareAccess } from "../policies/access/access-comparison.ts";
import { readRegistryPolicy } from "../policies/access/repository-policy.ts";
import { ecrWith } from "./support/ecr-answers.ts";
import { change, type Entry, judge, planOf, unchanged } from "./support/plans.ts";
import { ACCOUNT } from "./support/registry-plans.ts";

type Statement = Readonly<Record<string, unknown>>;

const ARN = `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/`;
const SOURCE = "222222222222";
const statement = (Resource: unknown, more: Statement = {}): Statement => ({
  Sid: "Copy",
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${SOURCE}:root` },
  Action: ["ecr:ReplicateImage"],
  Resource,
  ...more,
});
const CREATE = { Action: ["ecr:CreateRepository", "ecr:ReplicateImage"] };
const document = (...Statement: Statement[]) => ({ Version: "2012-10-17", Statement });

describe("what a change of a registry policy takes away and gives", () => {
  const compare = (before: Statement[], after: Statement[]) =>
    compareAccess(
      JSON.stringify(document(...before)),
      JSON.stringify(document(...after)),
      readRegistryPolicy,
    );

  it.each<[string, Statement[], Statement[]]>([
    ["the same", [statement(`${ARN}a/*`)], [statement(`${ARN}a/*`)]],
    [
      "another text of the same",
      [statement([`${ARN}a/*`, `${ARN}b/*`])],
      [
        statement(`${ARN}b/*`, { Sid: "B", Action: "ECR:replicateimage" }),
        statement([`${ARN}a/*`], { Principal: { AWS: SOURCE } }),
      ],
    ],
  ])("is nothing if it is %s", (_, before, after) => {
    expect(compare(before, after)).toEqual({ losses: [], gains: [] });
  });

  it("is a loss if a resource goes, and a gain if one is wider", () => {
    expect(compare([statement([`${ARN}a/*`, `${ARN}b/*`])], [statement(`${ARN}a/*`)])).toEqual({
      losses: [`account ${SOURCE} loses ecr:ReplicateImage on b/* (statement "Copy")`],
      gains: [],
    });
    expect(compare([statement(`${ARN}a/*`)], [statement(`${ARN}*`)])).toEqual({
      losses: [],
      gains: [`account ${SOURCE} gains ecr:ReplicateImage on * (statement "Copy")`],
    });
    expect(compare([statement("*")], [])).toMatchObject({
      losses: [`account ${SOURCE} loses ecr:ReplicateImage (statement "Copy")`],
    });
  });

  it("has the resources of each action", () => {
    const before = [statement([`${ARN}a/*`, `${ARN}b/*`, `${ARN}c/*`], CREATE)];
    const after = [
      statement(`${ARN}a/*`),
      statement(`${ARN}b/*`, { Action: "ecr:CreateRepository" }),
    ];
    expect(compare(before, after).losses).toEqual([
      `account ${SOURCE} loses ecr:CreateRepository on a/*, ecr:CreateRepository and ecr:ReplicateImage on c/* and ecr:ReplicateImage on b/* (statement "Copy")`,
    ]);
    expect(compare(before, []).losses).toEqual([
      `account ${SOURCE} loses ecr:CreateRepository and ecr:ReplicateImage on a/*, b/* and c/* (statement "Copy")`,
    ]);
  });

  it.each<[string, Statement]>([
    ["no Resource", statement(undefined)],
    ["a NotResource", statement(`${ARN}a/*`, { NotResource: `${ARN}b/*` })],
    ["a Resource of another form", statement([7])],
    ["an empty Resource", statement([])],
  ])("is not known of a statement with %s", (_, unreadable) => {
    expect(compare([statement(`${ARN}a/*`)], [unreadable]).losses).toEqual([
      expect.stringMatching(/^statement "Copy" after the change cannot be compared/),
      expect.stringContaining(`account ${SOURCE} loses ecr:ReplicateImage on a/*`),
    ]);
  });
});

const THIS = "aws_ecr_registry_policy.this";
const held = (...Statement: Statement[]) => ({
  id: ACCOUNT,
  registry_id: ACCOUNT,
  policy: JSON.stringify(document(...Statement)),
});
const judged = (entry: Entry, ecr: Parameters<typeof judge>[1] = stayOffline()) =>
  judge(planOf([entry]), ecr);
const LOSES = `account ${SOURCE} loses ecr:ReplicateImage on a/* (statement "Copy")`;

describe("a registry policy", () => {
  it("that takes access away is a finding", async () => {
    const { findings, changes } = await judged(
      change(THIS, held(statement(`${ARN}a/*`)), held(statement(`${ARN}b/*`))),
    );
    expect(findings).toEqual([
      {
        kind: "access",
        address: THIS,
        repository: "*",
        images: null,
        reason: `${LOSES}. In return: account ${SOURCE} gains ecr:ReplicateImage on b/* (statement "Copy").`,
        remedy: "To keep the access, keep these statements in the policy.",
      },
    ]);
    expect(changes).toEqual([]);
  });

  it("that goes takes all access away", async () => {
    const { findings } = await judged(change(THIS, held(statement(`${ARN}a/*`)), null));
    expect(findings).toMatchObject([{ kind: "access", address: THIS, reason: `${LOSES}.` }]);
    expect((await judged(change(THIS, held(), null))).findings).toEqual([]);
  });

  it("that only gives access is another change, which names who gains it", async () => {
    const before = held(statement(`${ARN}a/*`));
    const after = held(statement(`${ARN}a/*`), statement(`${ARN}b/*`, { Sid: "B" }));
    const gains = `account ${SOURCE} gains ecr:ReplicateImage on b/* (statement "B")`;
    expect(await judged(change(THIS, before, after))).toEqual({
      findings: [],
      changes: [{ address: THIS, repository: null, change: `updated in place: policy; ${gains}` }],
    });
    const sensitive = { change: { after_sensitive: { policy: true } } };
    expect(await judged(change(THIS, before, after, sensitive))).toMatchObject({
      findings: [],
      changes: [{ change: "updated in place: policy" }],
    });
  });

  it("that has another text and the same meaning is no finding", async () => {
    const before = held(statement([`${ARN}a/*`]));
    const after = held(statement(`${ARN}a/*`, { Sid: "Other" }));
    expect((await judged(change(THIS, before, after))).findings).toEqual([]);
    expect((await judged(unchanged(THIS, before))).findings).toEqual([]);
  });

  it("that is known only after the apply is a finding", async () => {
    const before = held(statement(`${ARN}a/*`));
    const entry = change(
      THIS,
      before,
      { id: ACCOUNT },
      { change: { after_unknown: { policy: true } } },
    );
    expect(await judged(entry)).toMatchObject({
      findings: [{ reason: expect.stringMatching(/known only after the apply.* loses /) }],
    });
  });

  it("that the plan creates is a finding if it overwrites another in AWS", async () => {
    const created = change(THIS, null, held(statement(`${ARN}b/*`)));
    const aws = (policy?: unknown) =>
      ecrWith({}, undefined, { "us-east-1": { registryPolicy: policy } });
    expect((await judged(created, aws(document(statement(`${ARN}a/*`))))).findings).toMatchObject([
      {
        reason: `AWS has a registry policy that the state does not hold, and the plan overwrites it. ${LOSES}. In return: account ${SOURCE} gains ecr:ReplicateImage on b/* (statement "Copy").`,
      },
    ]);
    const gains = `created; account ${SOURCE} gains ecr:ReplicateImage on b/* (statement "Copy")`;
    expect(await judged(created, aws())).toMatchObject({
      findings: [],
      changes: [{ change: gains }],
    });
    expect((await judged(created)).findings).toMatchObject([
      { reason: expect.stringContaining("AWS was not asked") },
    ]);
    const denied = ecrWith({}, undefined, { "us-east-1": "AWS: AccessDeniedException" });
    expect((await judged(created, denied)).findings).toMatchObject([
      { remedy: expect.stringContaining("ecr:GetRegistryPolicy") },
    ]);
  });
});
