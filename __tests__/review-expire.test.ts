import { describe, expect, it } from "vitest";
import { stayOffline } from "../cli/review/ecr-answers.ts";
import { ecrWith, images } from "./support/ecr-answers.ts";
import {
  change,
  type Entry,
  headlines,
  judge,
  planOf,
  policy,
  replaced,
  repository,
  unchanged,
} from "./support/plans.ts";

const API = "aws_ecr_repository.api";
const KEEP = "aws_ecr_lifecycle_policy.api";
const REMEDY =
  "To keep them, keep more images, or put the policy of before back. Copy what you need before the apply: ECR expires images within a day.";

const BE_KNOWN = "Give it a repository and a policy that are known in the plan.";
const LET_READ =
  "Let the credentials read it: ecr:GetLifecyclePolicy and ecr:DescribeImages, in the region that the plan is for.";

const rule = (selection: object, rulePriority = 1) => ({
  rulePriority,
  selection,
  action: { type: "expire" },
});
/** A policy that keeps some of the newest images. */
const newest = (countNumber: number) => ({
  rules: [rule({ tagStatus: "any", countType: "imageCountMoreThan", countNumber })],
});
/** A policy that keeps images for some days. */
const days = (countNumber: number) => ({
  rules: [
    rule({ tagStatus: "any", countType: "sinceImagePushed", countUnit: "days", countNumber }),
  ],
});
const of = (document: unknown) => policy("payments/api", document);

const api = unchanged(API, repository("payments/api"));
const ten = { "payments/api": { images: 10 } };
const changes = (before: object, after: unknown) => replaced(KEEP, of(before), of(after));

describe("a lifecycle policy that expires images which are kept today", () => {
  it.each<[string, Entry, number]>([
    ["keeps fewer", changes(newest(9), newest(4)), 5],
    ["keeps them for fewer days", changes(days(9), days(4)), 5],
    ["is new", change(KEEP, null, of(newest(4))), 6],
    ["goes to another address", change("aws_ecr_lifecycle_policy.other", null, of(newest(4))), 6],
    ["takes the place of one that cannot be computed", changes({ rules: 7 }, newest(4)), 6],
  ])("%s: it is a finding with those images alone", async (_, entry, count) => {
    const { findings, changes } = await judge(planOf([api, entry]), ecrWith(ten));
    expect(headlines(findings)).toEqual([`expire:${entry.address} payments/api ${count}`]);
    expect(findings[0]).toMatchObject({
      reason: `The lifecycle policy expires ${count} of 10 images that are kept today.`,
      remedy: REMEDY,
    });
    expect(changes).toEqual([]);
  });

  it("counts as many that go in time as go soon", async () => {
    const created = change(KEEP, null, of(days(4)));
    const { findings } = await judge(planOf([api, created]), ecrWith(ten));
    expect(findings[0]?.reason).toBe(
      "The lifecycle policy expires 5 of 10 images that are kept today, and 5 more in time.",
    );
  });

  it("counts the images that reach the age of a rule in time", async () => {
    const created = change(KEEP, null, of(days(7)));
    const { findings } = await judge(planOf([api, created]), ecrWith(ten));
    expect(headlines(findings)).toEqual([`expire:${KEEP} payments/api 10`]);
    expect(findings[0]?.reason).toBe(
      "The lifecycle policy expires 2 of 10 images that are kept today, and 8 more in time.",
    );
  });

  it("counts what AWS keeps by a policy that the state does not know yet", async () => {
    const ecr = ecrWith({ "payments/api": { images: 10, lifecyclePolicy: newest(9) } });
    const { findings } = await judge(planOf([api, changes(newest(4), newest(5))]), ecr);
    expect(headlines(findings)).toEqual([`expire:${KEEP} payments/api 4`]);
  });

  it("does not look at the archive", async () => {
    const listed = images(10).map((image, index) => ({ ...image, isArchived: index < 5 }));
    const ecr = ecrWith({ "payments/api": { images: listed } });
    const { findings } = await judge(planOf([api, changes(newest(9), newest(4))]), ecr);
    expect(headlines(findings)).toEqual([`expire:${KEEP} payments/api 1`]);
  });

  it("names the newest of them", async () => {
    const { findings } = await judge(planOf([api, changes(newest(8), newest(4))]), ecrWith(ten));
    expect(findings[0]?.images).toMatchObject({
      images: 4,
      bytes: 4_000_000,
      newestTags: ["v6", "v5", "v4"],
    });
  });

  it("of an imported repository, overwrites the one that AWS has", async () => {
    const imported = unchanged(API, repository("payments/api"), {
      change: { ...api.change, importing: { id: "payments/api" } },
    });
    const ecr = ecrWith({ "payments/api": { images: 10, lifecyclePolicy: newest(8) } });
    const plan = planOf([imported, change(KEEP, null, of(newest(5)))]);
    const { findings } = await judge(plan, ecr);
    expect(headlines(findings)).toEqual([`expire:${KEEP} payments/api 3`]);
    expect(ecr.asked).toEqual([
      "lifecyclePolicy us-east-1 111111111111 payments/api",
      "images us-east-1 111111111111 payments/api",
    ]);
  });

  it("is a finding if an image has no time of its push", async () => {
    const [first, ...others] = images(3);
    const ecr = ecrWith({
      "payments/api": { images: [...others, { ...first!, pushedAt: undefined }] },
    });
    const { findings } = await judge(planOf([api, change(KEEP, null, of(newest(1)))]), ecr);
    expect(findings).toMatchObject([
      {
        kind: "expire",
        images: null,
        reason: `What the lifecycle policy expires cannot be computed: ${first?.digest} has no push time.`,
        remedy: REMEDY,
      },
    ]);
  });
});

describe("what is not known of a lifecycle policy is a finding:", () => {
  const one = async (
    entry: Entry,
    ecr = ecrWith(ten) as Parameters<typeof judge>[1],
    wanted = REMEDY,
  ) => {
    const { findings } = await judge(planOf([api, entry]), ecr);
    expect(findings).toHaveLength(1);
    const { kind, address, repository, images, reason, remedy } = findings[0]!;
    expect({ kind, address, images, remedy }).toEqual({
      kind: "expire",
      address: KEEP,
      images: null,
      remedy: wanted,
    });
    return { repository, reason };
  };
  const unknown = (attribute: string, after: object) =>
    change(KEEP, null, after as never, { change: { after_unknown: { [attribute]: true } } });

  it("its rules", async () => {
    expect(
      await one(unknown("policy", { repository: "payments/api" }), undefined, BE_KNOWN),
    ).toEqual({
      repository: "payments/api",
      reason: "The lifecycle policy is known only after the apply.",
    });
  });

  it("its repository", async () => {
    expect(await one(unknown("repository", { policy: "{}" }), undefined, BE_KNOWN)).toEqual({
      repository: null,
      reason: "It is known only after the apply which repository gets this lifecycle policy.",
    });
  });

  it("rules of an unknown form", async () => {
    expect(await one(changes(newest(4), { rules: [], extra: 1 }))).toEqual({
      repository: "payments/api",
      reason:
        'What the lifecycle policy expires cannot be computed: the policy has the key "extra".',
    });
  });

  it.each([
    ["offline", stayOffline(), "AWS was not asked"],
    ["if AWS refuses", ecrWith({ "payments/api": "AWS: denied" }), "AWS: denied"],
    ["if AWS has no such repository", ecrWith(), "AWS has no such repository"],
  ])("the images, %s", async (_, ecr, why) => {
    expect((await one(changes(newest(9), newest(4)), ecr)).reason).toBe(
      `The lifecycle policy may expire images that are kept today. They were not counted: ${why}.`,
    );
  });

  it.each([
    ["refuses", ecrWith({ "payments/api": "AWS: denied" }), "AWS: denied"],
    ["has no such repository", ecrWith(), "AWS: RepositoryNotFoundException: by the test"],
  ])("the policy that AWS has, if it %s", async (_, ecr, why) => {
    expect((await one(change(KEEP, null, of(newest(4))), ecr, LET_READ)).reason).toBe(
      `What it expires beyond the policy of today is not known: ${why}.`,
    );
  });

  it("the policy that AWS may have, offline", async () => {
    expect((await one(change(KEEP, null, of(newest(4))), stayOffline())).reason).toContain(
      "They were not counted: AWS was not asked.",
    );
  });
});

describe("no finding is a lifecycle policy that", () => {
  it.each<[string, Entry]>([
    ["keeps more", changes(newest(4), newest(5))],
    ["is the same in other words", changes(newest(4), JSON.stringify(newest(4), null, 1))],
  ])("%s: no image is asked about", async (_, entry) => {
    const ecr = ecrWith(ten);
    expect((await judge(planOf([api, entry]), ecr)).findings).toEqual([]);
    expect(ecr.asked).toEqual(["lifecyclePolicy us-east-1 111111111111 payments/api"]);
  });

  it.each<[string, Entry]>([
    ["is deleted", change(KEEP, of(newest(4)), null)],
    ["stays", unchanged(KEEP, of(newest(4)))],
    [
      "is taken out of the state",
      change(KEEP, of(newest(4)), null, { change: { actions: ["forget"] } }),
    ],
  ])("%s: AWS is asked nothing", async (_, entry) => {
    const ecr = ecrWith(ten);
    expect((await judge(planOf([api, entry]), ecr)).findings).toEqual([]);
    expect(ecr.asked).toEqual([]);
  });

  it.each<[string, Entry]>([
    ["keeps fewer than before, and more than there are", changes(newest(30), newest(10))],
    ["is new and keeps more than there are", change(KEEP, null, of(newest(10)))],
    ["expires only what expires today", changes(days(4), newest(6))],
  ])("%s", async (_, entry) => {
    const { findings, changes } = await judge(planOf([api, entry]), ecrWith(ten));
    expect(findings).toEqual([]);
    expect(changes).toHaveLength(1);
  });

  it("is that of AWS already", async () => {
    const ecr = ecrWith({ "payments/api": { images: 10, lifecyclePolicy: newest(4) } });
    const { findings } = await judge(planOf([api, change(KEEP, null, of(newest(4)))]), ecr);
    expect(findings).toEqual([]);
    expect(ecr.asked).toEqual(["lifecyclePolicy us-east-1 111111111111 payments/api"]);
  });

  it("meets no image", async () => {
    const ecr = ecrWith({ "payments/api": {} });
    const { findings } = await judge(planOf([api, changes(newest(9), newest(1))]), ecr);
    expect(findings).toEqual([]);
  });

  it("moves from one address to another with the same rules", async () => {
    const plan = planOf([
      api,
      change(KEEP, of(newest(4)), null),
      change("aws_ecr_lifecycle_policy.other", null, of(newest(4))),
    ]);
    const ecr = ecrWith(ten);
    expect((await judge(plan, ecr)).findings).toEqual([]);
    expect(ecr.asked).toEqual(["lifecyclePolicy us-east-1 111111111111 payments/api"]);
  });

  it.each<[string, Entry]>([
    ["creates", change(API, null, { name: "payments/api" })],
    ["deletes", change(API, repository("payments/api"), null)],
  ])("belongs to a repository that the plan %s", async (_, entry) => {
    const ecr = ecrWith();
    const { findings } = await judge(planOf([entry, change(KEEP, null, of(newest(1)))]), ecr);
    expect(findings.map(({ kind }) => kind)).not.toContain("expire");
  });
});

it("a lifecycle policy and an access policy of one repository are judged apart", async () => {
  const access = change(
    "aws_ecr_repository_policy.api",
    of({ Statement: [{ Effect: "Allow", Principal: "*", Action: "ecr:*" }] }),
    null,
  );
  const { findings } = await judge(
    planOf([api, access, changes(newest(9), newest(4))]),
    ecrWith(ten),
  );
  expect(headlines(findings)).toEqual([
    `expire:${KEEP} payments/api 5`,
    "access:aws_ecr_repository_policy.api payments/api 10",
  ]);
});
