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

const API = "aws_ecr_repository.api";
const three = { "payments/api": { images: 3 } };
const api = (attributes = {}) => repository("payments/api", attributes);

async function found(entry: Entry, ecr = ecrWith(three) as Parameters<typeof judge>[1]) {
  return (await judge(planOf([entry]), ecr)).findings;
}

describe("force_delete is a finding", () => {
  const IN_PLAN =
    "force_delete is true in the plan. Once applied, a plan that destroys the repository destroys every image in it.";
  const OUT = "Take force_delete out. To delete images, use `artos-ecr empty`.";

  it.each<[string, Entry]>([
    ["set", change(API, api(), api({ force_delete: true }))],
    ["left true", unchanged(API, api({ force_delete: true }))],
    ["created with", change(API, null, { name: "payments/api", force_delete: true })],
  ])("if it is %s", async (_, entry) => {
    const findings = await found(entry);
    expect(headlines(findings)).toContain(`force-delete:${API} payments/api 3`);
    expect(findings.find(({ kind }) => kind === "force-delete")).toMatchObject({
      reason: IN_PLAN,
      remedy: OUT,
    });
  });

  it("beside the replacement that sets it", async () => {
    const entry = replaced(API, api(), { name: "payments/api", force_delete: true }, [["name"]]);
    expect(headlines(await found(entry))).toEqual([
      `replace:${API} payments/api 3`,
      `force-delete:${API} payments/api 3`,
    ]);
  });

  it("if it may become true", async () => {
    const entry = change(
      API,
      api(),
      { name: "payments/api", image_tag_mutability: "IMMUTABLE" },
      {
        change: { after_unknown: { force_delete: true } },
      },
    );
    expect(await found(entry)).toMatchObject([
      {
        kind: "force-delete",
        reason:
          "force_delete may become true: it is known only after the apply. Once applied, a plan that destroys the repository destroys every image in it.",
        remedy: OUT,
      },
    ]);
  });

  it.each([
    ["set to false", false],
    ["taken out", null],
  ])("until the plan is applied if it is %s", async (_, force_delete) => {
    const findings = await found(change(API, api({ force_delete: true }), api({ force_delete })));
    expect(headlines(findings)).toEqual([`force-delete:${API} payments/api 3`]);
    expect(findings[0]).toMatchObject({
      reason:
        "force_delete is true in the state, until this plan is applied: a destroy before that destroys every image in the repository.",
      remedy: "Apply this plan, which sets it to false, before anything is destroyed.",
    });
  });

  it("of a repository whose name is not known yet: AWS is not asked about it", async () => {
    const ecr = ecrWith();
    const entry = change(
      API,
      null,
      { force_delete: true },
      {
        change: { after_unknown: { name: true } },
      },
    );
    const { findings } = await judge(planOf([entry]), ecr);
    expect(headlines(findings)).toEqual([
      `exists:${API} null not counted`,
      `force-delete:${API} null not counted`,
    ]);
    expect(findings[1]).toMatchObject({ reason: IN_PLAN, remedy: OUT });
    expect(ecr.asked).toEqual([]);
  });

  it.each<[string, Entry]>([
    ["deletes", change(API, api({ force_delete: true }), null)],
    ["replaces", replaced(API, api({ force_delete: true }), api(), [["name"]])],
    [
      "forgets",
      change(API, api({ force_delete: true }), null, { change: { actions: ["forget"] } }),
    ],
  ])("no more for a repository that the plan %s", async (_, entry) => {
    expect((await found(entry)).map(({ kind }) => kind)).not.toContain("force-delete");
  });

  it("whose images are not counted offline", async () => {
    const findings = await found(unchanged(API, api({ force_delete: true })), stayOffline());
    expect(findings).toMatchObject([{ images: null, reason: IN_PLAN }]);
  });
});

describe("tags that can move from now on are a finding", () => {
  const mutable = (image_tag_mutability: unknown, ...filters: string[]) =>
    api({
      image_tag_mutability,
      image_tag_mutability_exclusion_filter: filters.map((filter) => ({ filter })),
    });
  const move = "From then on a tag can be moved to another image.";

  it.each<[string, object, object, string]>([
    ["IMMUTABLE", mutable("IMMUTABLE"), mutable("MUTABLE"), "becomes MUTABLE"],
    [
      "IMMUTABLE",
      mutable("IMMUTABLE"),
      mutable("IMMUTABLE_WITH_EXCLUSION", "dev*"),
      "becomes IMMUTABLE_WITH_EXCLUSION",
    ],
    [
      "IMMUTABLE_WITH_EXCLUSION",
      mutable("IMMUTABLE_WITH_EXCLUSION", "dev*"),
      mutable("IMMUTABLE_WITH_EXCLUSION", "*"),
      "excludes other tags",
    ],
    [
      "MUTABLE_WITH_EXCLUSION",
      mutable("MUTABLE_WITH_EXCLUSION", "v*"),
      mutable("MUTABLE"),
      "becomes MUTABLE",
    ],
    [
      "MUTABLE_WITH_EXCLUSION",
      mutable("MUTABLE_WITH_EXCLUSION", "v*"),
      mutable("MUTABLE_WITH_EXCLUSION"),
      "excludes other tags",
    ],
  ])("from %s", async (was, before, after, what) => {
    const findings = await found(change(API, before as never, after as never));
    expect(headlines(findings)).toEqual([`mutable:${API} payments/api 3`]);
    expect(findings[0]).toMatchObject({
      reason: `image_tag_mutability was ${was} and ${what}. ${move}`,
      remedy: `To keep tags as they are, keep ${was}.`,
    });
  });

  it("if it is not known yet whether they can", async () => {
    const entry = change(
      API,
      api(),
      { name: "payments/api" },
      {
        change: { after_unknown: { image_tag_mutability: true } },
      },
    );
    expect((await found(entry))[0]?.reason).toBe(
      `image_tag_mutability was IMMUTABLE and may become mutable: it is known only after the apply. ${move}`,
    );
  });

  it.each<[string, Entry]>([
    ["become immutable", change(API, mutable("MUTABLE"), mutable("IMMUTABLE"))],
    ["stay mutable", change(API, mutable("MUTABLE"), { ...mutable("MUTABLE"), tags: {} })],
    [
      "were mutable, whatever comes",
      change(
        API,
        mutable("MUTABLE"),
        { name: "payments/api" },
        {
          change: { after_unknown: { image_tag_mutability: true } },
        },
      ),
    ],
    ["stay immutable", change(API, mutable("IMMUTABLE"), { ...mutable("IMMUTABLE"), tags: {} })],
    [
      "lose an exclusion",
      change(API, mutable("IMMUTABLE_WITH_EXCLUSION", "dev*"), mutable("IMMUTABLE")),
    ],
    [
      "keep their exclusions",
      change(API, mutable("IMMUTABLE_WITH_EXCLUSION", "dev*"), {
        ...mutable("IMMUTABLE_WITH_EXCLUSION", "dev*"),
        tags: {},
      }),
    ],
    ["are new", change(API, null, mutable("MUTABLE"))],
  ])("but not if they %s", async (_, entry) => {
    expect(await found(entry, ecrWith())).toEqual([]);
  });

  it("but not beside a replacement", async () => {
    const entry = replaced(API, mutable("IMMUTABLE"), mutable("MUTABLE"), [["name"]]);
    expect(headlines(await found(entry))).toEqual([`replace:${API} payments/api 3`]);
  });
});
