import { describe, expect, it } from "vitest";
import { stayOffline } from "../cli/review/ecr-answers.ts";
import { ecrWith, images } from "./support/ecr-answers.ts";
import {
  change,
  type Entry,
  headlines,
  judge,
  NOW,
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

  it("neither counts nor expires the archive", async () => {
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

describe("a lifecycle policy that archives images", () => {
  const UNPULLABLE = "An archived image cannot be pulled until it is restored.";
  const toArchive = (selection: object, rulePriority = 1) => ({
    rulePriority,
    selection: { tagStatus: "any", ...selection },
    action: { type: "transition", targetStorageClass: "archive" },
  });
  const fromArchive = rule(
    {
      tagStatus: "any",
      storageClass: "archive",
      countType: "sinceImageTransitioned",
      countUnit: "days",
      countNumber: 90,
    },
    2,
  );
  const newestPullable = {
    rules: [toArchive({ countType: "imageCountMoreThan", countNumber: 4 })],
  };
  const pulled = (countNumber: number) =>
    toArchive({ countType: "sinceImagePulled", countUnit: "days", countNumber });
  const findingOf = async (before: object | null, after: object, ecr = ecrWith(ten)) => {
    const entry = before ? changes(before, after) : change(KEEP, null, of(after));
    const { findings } = await judge(planOf([api, entry]), ecr);
    expect(findings.length).toBeLessThan(2);
    const [{ images, reason, remedy } = {}] = findings;
    return { images: images?.images, reason, remedy };
  };

  it("is a finding: nobody can pull them any more", async () => {
    expect(await findingOf(null, newestPullable)).toEqual({
      images: 6,
      reason: `The lifecycle policy archives 6 of 10 images that are kept today. ${UNPULLABLE}`,
      remedy:
        "To keep them pullable, keep more images out of the archive, or put the policy of before back. ECR archives images within a day.",
    });
  });

  it("counts from the last pull", async () => {
    const listed = images(10).map((image, index) =>
      index === 9 ? { ...image, lastPulledAt: NOW } : image,
    );
    const ecr = ecrWith({ "payments/api": { images: listed } });
    expect(await findingOf(null, { rules: [pulled(7)] }, ecr)).toMatchObject({
      images: 10,
      reason: `The lifecycle policy archives 1 of 10 images that are kept today, and 9 more in time. ${UNPULLABLE}`,
    });
  });

  it("counts from the day when an image was restored", async () => {
    const listed = images(10).map((image) => ({ ...image, restoredAt: NOW }));
    const ecr = ecrWith({ "payments/api": { images: listed } });
    expect((await findingOf(null, { rules: [pulled(7)] }, ecr)).reason).toContain(
      "archives 0 of 10 images that are kept today, and 10 more in time.",
    );
  });

  it("and expires them in the archive: both are reported", async () => {
    expect(await findingOf(null, { rules: [pulled(7), fromArchive] })).toEqual({
      images: 10,
      reason: `The lifecycle policy expires 0 of 10 images that are kept today, and 10 more in time. The lifecycle policy archives 2 of 10 images that are kept today, and 8 more in time. ${UNPULLABLE}`,
      remedy: REMEDY,
    });
  });

  it("expires what is in the archive only by a rule for it, by the day when it was archived", async () => {
    const listed = images(10).map((image, index) => ({
      ...image,
      isArchived: true,
      archivedAt: new Date(image.pushedAt!.getTime() - (80 + index) * 24 * 60 * 60 * 1000),
    }));
    const ecr = ecrWith({ "payments/api": { images: listed } });
    expect(await findingOf(null, newest(1), ecr)).toEqual({});
    expect(await findingOf(null, { rules: [fromArchive] }, ecr)).toMatchObject({
      images: 10,
      reason:
        "The lifecycle policy expires 4 of 10 images that are kept today, and 6 more in time.",
    });
  });

  it("is compared with the policy of today, which archives some of them already", async () => {
    const sooner = { rules: [toArchive({ ...days(30).rules[0]!.selection }), fromArchive] };
    expect((await findingOf(newestPullable, sooner)).reason).toBe(
      `The lifecycle policy expires 0 of 10 images that are kept today, and 10 more in time. The lifecycle policy archives 0 of 10 images that are kept today, and 4 more in time. ${UNPULLABLE}`,
    );
  });

  it("in place of one that expires them is no finding", async () => {
    expect(await findingOf(newest(4), newestPullable)).toEqual({});
  });

  it("in place of which another expires them is a finding", async () => {
    expect(await findingOf(newestPullable, newest(4))).toMatchObject({
      images: 6,
      reason: "The lifecycle policy expires 6 of 10 images that are kept today.",
    });
  });
});

describe("a manifest list", () => {
  // The newest is a list of the oldest two.
  const listed = images(10).map((image, index) => ({ ...image, isManifestList: index < 2 }));
  const [list, other] = listed.map(({ digest }) => digest) as [string, string];
  const children = listed.slice(8).map(({ digest }) => digest);
  const ecr = (manifestLists: Record<string, string[]> | string, images = listed) =>
    ecrWith({ "payments/api": { images, manifestLists } });

  it("that stays keeps the images that it refers to", async () => {
    const answers = ecr({ [list]: children });
    const { findings } = await judge(planOf([api, changes(newest(9), newest(7))]), answers);
    expect(headlines(findings)).toEqual([`expire:${KEEP} payments/api 1`]);
    expect(answers.asked).toEqual([
      "lifecyclePolicy us-east-1 111111111111 payments/api",
      "images us-east-1 111111111111 payments/api",
      "manifestLists us-east-1 111111111111 payments/api",
    ]);
  });

  it("that keeps all there is to expire leaves no finding", async () => {
    const answers = ecr({ [list]: [], [other]: children });
    const { findings } = await judge(planOf([api, changes(newest(9), newest(8))]), answers);
    expect(findings).toEqual([]);
  });

  it("is not asked about if nothing expires without it", async () => {
    const answers = ecr("AWS: denied");
    const { findings } = await judge(planOf([api, changes(newest(30), newest(10))]), answers);
    expect(findings).toEqual([]);
    expect(answers.asked).not.toContain("manifestLists us-east-1 111111111111 payments/api");
  });

  it("is not asked about if it is in the archive", async () => {
    const archived = listed.map((image, index) => ({ ...image, isArchived: index < 2 }));
    const answers = ecr("AWS: denied", archived);
    const { findings } = await judge(planOf([api, changes(newest(9), newest(7))]), answers);
    expect(headlines(findings)).toEqual([`expire:${KEEP} payments/api 1`]);
    expect(answers.asked).not.toContain("manifestLists us-east-1 111111111111 payments/api");
  });

  it("that AWS does not show is a finding", async () => {
    const { findings } = await judge(
      planOf([api, changes(newest(9), newest(7))]),
      ecr("AWS: denied"),
    );
    expect(findings).toMatchObject([
      {
        kind: "expire",
        images: null,
        reason:
          "The lifecycle policy may expire images that are kept today. They were not counted: AWS: denied.",
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
