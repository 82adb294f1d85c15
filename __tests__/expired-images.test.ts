import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expiredImages, type LifecycleImage, mayExpireMore } from "../simulator/expired-images.ts";

const NOW = new Date("2026-01-31T12:00:00Z");
const DAY = 24 * 60 * 60 * 1000;

const image = (digest: string, daysAgo: number, ...tags: string[]): LifecycleImage => ({
  digest,
  tags,
  pushedAt: new Date(NOW.getTime() - daysAgo * DAY),
});

type Selection = Readonly<Record<string, unknown>>;
const keep = (countNumber: number) => ({ countType: "imageCountMoreThan", countNumber });
const days = (countNumber: number) => ({
  countType: "sinceImagePushed",
  countUnit: "days",
  countNumber,
});
const any = { tagStatus: "any" };
const untagged = { tagStatus: "untagged" };
const prefixed = (...tagPrefixList: string[]) => ({ tagStatus: "tagged", tagPrefixList });
const patterned = (...tagPatternList: string[]) => ({ tagStatus: "tagged", tagPatternList });

const rule = (selection: Selection, rulePriority = 1) => ({
  rulePriority,
  description: `Rule ${rulePriority}`,
  selection,
  action: { type: "expire" },
});
const policy = (...selections: Selection[]) =>
  JSON.stringify({ rules: selections.map((selection, index) => rule(selection, index + 1)) });

function digests(text: string, images: readonly LifecycleImage[]): string[] | string {
  const expiry = expiredImages(text, images, NOW);
  return "unknown" in expiry ? expiry.unknown : expiry.expired.map(({ digest }) => digest);
}

describe("AWS's examples of lifecycle policies", () => {
  const prodAndBeta = [
    image("A", 10, "beta-1", "prod-1"),
    image("B", 9, "beta-2", "prod-2"),
    image("C", 8, "beta-3"),
  ];

  it("filtering on multiple rules, example A", () => {
    const text = policy({ ...prefixed("prod"), ...keep(1) }, { ...prefixed("beta"), ...keep(1) });
    expect(digests(text, prodAndBeta)).toEqual(["A"]);
  });

  it("filtering on multiple rules, example B", () => {
    const text = policy({ ...patterned("beta*"), ...keep(1) }, { ...prefixed("prod"), ...keep(1) });
    expect(digests(text, prodAndBeta)).toEqual(["A", "B"]);
  });

  it.each([prefixed("alpha", "beta"), patterned("alpha*", "beta*")])(
    "filtering on multiple tags in a single rule, example A: %o",
    (tags) => {
      const images = [
        image("A", 12, "alpha-1"),
        image("B", 11, "beta-1"),
        image("C", 10, "alpha-2", "beta-2"),
        image("D", 4, "alpha-3"),
        image("E", 3, "beta-3"),
        image("F", 2, "alpha-4", "beta-4"),
      ];
      expect(digests(policy({ ...tags, ...days(5) }), images)).toEqual(["C"]);
    },
  );

  it("filtering on multiple tags in a single rule, example B", () => {
    const images = [
      image("A", 10, "alpha-1", "beta-1", "gamma-1"),
      image("B", 9, "alpha-2", "beta-2"),
      image("C", 8, "alpha-3", "beta-3", "gamma-2"),
    ];
    expect(digests(policy({ ...patterned("alpha*", "beta*"), ...keep(1) }), images)).toEqual([
      "A",
      "B",
    ]);
  });

  it("filtering on all images, example A", () => {
    const images = [
      image("A", 4, "alpha-1"),
      image("B", 3, "beta-1"),
      image("C", 2),
      image("D", 1, "alpha-2"),
    ];
    expect(digests(policy({ ...any, ...keep(1) }), images)).toEqual(["A", "B", "C"]);
  });

  it("filtering on all images, example B", () => {
    const images = [
      image("A", 4, "alpha-1", "beta-1"),
      image("B", 3),
      image("C", 2, "alpha-2"),
      image("D", 1, "git hash"),
      image("E", 1),
    ];
    const text = policy(
      { ...patterned("alpha*"), ...keep(1) },
      { ...untagged, ...days(1) },
      { ...any, ...keep(1) },
    );
    // D and E are of the same day in the example, and E is the newer one.
    const later = { ...images[4]!, pushedAt: new Date(images[4]!.pushedAt.getTime() + 1) };
    expect(digests(text, [...images.slice(0, 4), later])).toEqual(["A", "B", "D"]);
  });
});

describe("what a lifecycle policy expires", () => {
  it("is listed oldest first, whatever the order of the images", () => {
    const images = [image("B", 2), image("D", 4), image("A", 1), image("C", 3)];
    expect(digests(policy({ ...any, ...keep(1) }), images)).toEqual(["D", "C", "B"]);
    expect(images.map(({ digest }) => digest)).toEqual(["B", "D", "A", "C"]);
  });

  it("follows the priority, not the order in the text", () => {
    const rules = [rule({ ...any, ...keep(1) }, 9), rule({ ...prefixed("v"), ...keep(9) }, 5)];
    const images = [image("A", 3, "v1"), image("B", 2, "x"), image("C", 1)];
    expect(digests(JSON.stringify({ rules }), images)).toEqual(["B"]);
  });

  it("is older than the days: an image of just that age stays", () => {
    const images = [image("A", 14 + 1e-6, "v1"), image("B", 14, "v2")];
    expect(digests(policy({ ...any, ...days(14) }), images)).toEqual(["A"]);
  });

  it("does not depend on the images' order if two were pushed at the same moment", () => {
    const images = [image("A", 1), image("B", 1)];
    expect(digests(policy({ ...any, ...keep(1) }), images)).toEqual(["B"]);
    expect(digests(policy({ ...any, ...keep(1) }), images.toReversed())).toEqual(["B"]);
  });

  it("is no tagged image where the rule is for untagged ones, and the other way round", () => {
    const images = [image("A", 3), image("B", 2, "v1")];
    expect(digests(policy({ ...untagged, ...days(1) }), images)).toEqual(["A"]);
    expect(digests(policy({ ...patterned("*"), ...days(1) }), images)).toEqual(["B"]);
  });

  it.each([
    ["v1", ["v1"], true],
    ["v1", ["v12"], false],
    ["v1", ["av1"], false],
    ["v*", ["v"], true],
    ["*1", ["v1"], true],
    ["*1", ["v1a"], false],
    ["v*1", ["v1"], true],
    ["v*1", ["v"], false],
    ["1*1", ["1"], false],
    ["a*b*c", ["axbyc"], true],
    ["a*b*c", ["acb"], false],
    ["a*b*b", ["ab"], false],
    ["*a*a*", ["a"], false],
    ["*a*a*", ["aa"], true],
    ["a*bb*b", ["abb"], false],
    ["a.c*", ["abc"], false],
    ["", [""], true],
    ["v*", ["x", "v1"], true],
  ])("the pattern %o and the tags %j: %o", (pattern, tags, expected) => {
    const images = [image("A", 2, ...tags)];
    expect(digests(policy({ ...patterned(pattern), ...days(1) }), images)).toEqual(
      expected ? ["A"] : [],
    );
  });

  it("is nothing if there is no rule or no image", () => {
    expect(digests(policy(), [image("A", 9)])).toEqual([]);
    expect(digests(policy({ ...any, ...keep(1) }), [])).toEqual([]);
  });
});

describe("a lifecycle policy that cannot be computed", () => {
  const good = { ...any, ...keep(1) };
  const one = (change: object) => JSON.stringify({ rules: [{ ...rule(good), ...change }] });

  it.each([
    ["{", "the policy is no JSON object"],
    ["null", "the policy is no JSON object"],
    ["[]", "the policy is no JSON object"],
    ["{}", "the policy has no list of rules"],
    ['{"rules":[],"id":1}', 'the policy has the key "id"'],
    ['{"rules":[5]}', "rule 1 is no JSON object"],
    [one({ note: "" }), 'rule 1 has the key "note"'],
    [one({ rulePriority: 0 }), "rulePriority of rule 1 is 0, and must be an integer of 1 or more"],
    [one({ rulePriority: "1" }), 'rulePriority of rule 1 is "1", and must be an integer'],
    [one({ rulePriority: 1.5 }), "rulePriority of rule 1 is 1.5, and must be an integer"],
    [one({ action: undefined }), "the action of rule 1 is no JSON object"],
    [one({ action: { type: "transition" } }), 'rule 1 has the action "transition"'],
    [
      one({ action: { type: "transition", targetStorageClass: "archive" } }),
      'the action of rule 1 has the key "targetStorageClass"',
    ],
    [one({ selection: "any" }), "the selection of rule 1 is no JSON object"],
    [policy(good, { ...good, storageClass: "archive" }), 'rule 2 has the key "storageClass"'],
    [policy({ ...good, tagStatus: "some" }), 'has the tagStatus "some"'],
    [policy({ ...days(1) }), "has the tagStatus not set"],
    [policy({ ...any, ...days(90), countType: "sinceImagePulled" }), '"sinceImagePulled"'],
    [policy({ ...any, ...days(90), countType: "sinceImageTransitioned" }), "has the countType"],
    [policy({ ...any, ...days(1), countUnit: "hours" }), 'countUnit "hours" with sinceImagePushed'],
    [policy({ ...any, ...days(1), countUnit: undefined }), "countUnit not set"],
    [policy({ ...good, countUnit: "days" }), 'countUnit "days" with imageCountMoreThan'],
    [policy({ ...any, ...keep(0) }), "countNumber of the selection of rule 1 is 0"],
    [policy({ ...good, countNumber: undefined }), "is not set, and must be an integer"],
    [policy({ ...good, tagPrefixList: ["v"] }), "has 1 tags with the tagStatus any"],
    [policy({ ...untagged, ...keep(1), tagPatternList: ["v"] }), "with the tagStatus untagged"],
    [policy({ tagStatus: "tagged", ...keep(1) }), "has 0 tags with the tagStatus tagged"],
    [policy({ ...prefixed(), ...keep(1) }), "has 0 tags with the tagStatus tagged"],
    [
      policy({ ...prefixed("v"), tagPatternList: ["v*"], ...keep(1) }),
      "has tagPrefixList and tagPatternList",
    ],
    [
      policy({ ...prefixed("v"), tagPrefixList: "v", ...keep(1) }),
      'tags that are not a list of strings: "',
    ],
    [
      policy({ ...patterned("v"), tagPatternList: ["v", 5], ...keep(1) }),
      "that are not a list of strings: [",
    ],
    [policy({ ...prefixed("v", "x*"), ...keep(1) }), "has a tagPrefixList with an asterisk"],
    [JSON.stringify({ rules: [rule(good), rule(good)] }), "two rules have the same rulePriority"],
  ])("%s: %s", (text, reason) => {
    expect(digests(text, [image("A", 1)])).toContain(reason);
    expect(mayExpireMore(null, text)).toBe(true);
    expect(mayExpireMore(policy(good), text)).toBe(true);
    expect(mayExpireMore(text, policy(good))).toBe(true);
    expect(mayExpireMore(text, text)).toBe(false);
  });

  it("nor one for an image without a push time", () => {
    const undated = { digest: "sha256:1", tags: [], pushedAt: new Date(Number.NaN) };
    expect(digests(policy(good), [image("A", 1), undated])).toBe("sha256:1 has no push time");
  });
});

describe("whether a lifecycle policy may expire more", () => {
  const text = policy({ ...prefixed("v", "w"), ...keep(5) }, { ...any, ...days(30) });

  it.each([
    ["nothing changes", text],
    [
      "patterns for prefixes, in any order",
      policy({ ...patterned("w*", "v*"), ...keep(5) }, { ...any, ...days(30) }),
    ],
    ["greater counts", policy({ ...prefixed("v", "w"), ...keep(6) }, { ...any, ...days(31) })],
    ["no last rule", policy({ ...prefixed("v", "w"), ...keep(5) })],
    ["other descriptions", text.replaceAll("Rule", "The rule")],
    ["white space", JSON.stringify(JSON.parse(text), null, 2)],
    [
      "other priorities in the same order",
      JSON.stringify({
        rules: [rule({ ...any, ...days(30) }, 20), rule({ ...prefixed("v", "w"), ...keep(5) }, 10)],
      }),
    ],
  ])("no: %s", (_what, after) => expect(mayExpireMore(text, after)).toBe(false));

  it.each([
    ["a lower count", policy({ ...prefixed("v", "w"), ...keep(4) }, { ...any, ...days(30) })],
    ["a lower age", policy({ ...prefixed("v", "w"), ...keep(5) }, { ...any, ...days(29) })],
    ["fewer tags", policy({ ...prefixed("v"), ...keep(5) }, { ...any, ...days(30) })],
    ["more tags", policy({ ...prefixed("v", "w", "x"), ...keep(5) }, { ...any, ...days(30) })],
    ["no first rule", policy({ ...any, ...days(30) })],
    ["another type", policy({ ...prefixed("v", "w"), ...days(5) }, { ...any, ...days(30) })],
    ["another status", policy({ ...prefixed("v", "w"), ...keep(5) }, { ...untagged, ...days(30) })],
    ["another order", policy({ ...any, ...days(30) }, { ...prefixed("v", "w"), ...keep(5) })],
    [
      "one rule more",
      policy(
        { ...prefixed("v", "w"), ...keep(5) },
        { ...untagged, ...days(1) },
        {
          ...any,
          ...days(30),
        },
      ),
    ],
  ])("yes: %s", (_what, after) => expect(mayExpireMore(text, after)).toBe(true));

  it("no if a policy that cannot be computed has another description, yes if another rule", () => {
    const archive = (description: string, days: number) =>
      JSON.stringify({ rules: [{ description, action: { type: "transition" }, days }] });
    expect(mayExpireMore(archive("old", 1), archive("new", 1))).toBe(false);
    expect(mayExpireMore(archive("old", 1), archive("old", 2))).toBe(true);
    expect(mayExpireMore("{", "[")).toBe(true);
  });

  it("yes if there was no policy, and no if the new one has no rules", () => {
    expect(mayExpireMore(null, text)).toBe(true);
    expect(mayExpireMore(null, policy())).toBe(false);
  });
});

const tag = fc.constantFrom("alpha-1", "alpha-2", "beta-1", "beta-12", "gamma", "latest");
const someImages = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.uniqueArray(tag, { maxLength: 3 })), {
    maxLength: 12,
  })
  .map((all) => all.map(([age, tags], index) => image(`sha256:${index}`, age, ...tags)));
const someTags = fc.oneof(
  fc.constantFrom(any, untagged),
  fc
    .uniqueArray(fc.constantFrom("alpha", "beta", "beta-1", "g"), { minLength: 1, maxLength: 2 })
    .map((tags) => prefixed(...tags)),
  fc
    .uniqueArray(fc.constantFrom("*", "*1", "a*-*", "latest"), { minLength: 1, maxLength: 2 })
    .map((tags) => patterned(...tags)),
);
const someLimit = fc.oneof(
  fc.integer({ min: 1, max: 4 }).map(keep),
  fc.integer({ min: 1, max: 9 }).map(days),
);
const someRules = fc.array(
  fc.tuple(someTags, someLimit).map(([tags, limit]) => ({ ...tags, ...limit })),
  { maxLength: 4 },
);

describe("any lifecycle policy", () => {
  it("expires what the first rule that an image matches expires alone", () => {
    fc.assert(
      fc.property(someRules, someImages, (selections, images) => {
        const expired = selections.map((one) => digests(policy(one), images) as string[]);
        const matched = selections.map((one) => {
          const { countType: _, countUnit: __, countNumber: ___, ...tags } = one as Selection;
          const old = images.map((each) => ({ ...each, pushedAt: new Date(0) }));
          return digests(policy({ ...tags, ...days(1) }), old) as string[];
        });
        const expected = images
          .map(({ digest }) => digest)
          .filter((digest) => {
            const first = matched.findIndex((all) => all.includes(digest));
            return first >= 0 && expired[first]!.includes(digest);
          });
        expect((digests(policy(...selections), images) as string[]).sort()).toEqual(
          expected.sort(),
        );
      }),
    );
  });

  it("expires nothing more than another if it certainly does not", () => {
    const change = fc.constantFrom("count", "drop", "same", "other");
    fc.assert(
      fc.property(someRules, someRules, change, someImages, (old, other, how, images) => {
        const next = {
          count: old.map((one) => ({ ...one, countNumber: one.countNumber + 1 })),
          drop: old.slice(0, -1),
          same: old,
          other,
        }[how];
        const [before, after] = [policy(...old), policy(...next)];
        if (how !== "other") expect(mayExpireMore(before, after)).toBe(false);
        if (mayExpireMore(before, after)) return;
        expect(digests(before, images)).toEqual(
          expect.arrayContaining([...digests(after, images)]),
        );
      }),
    );
  });

  it("answers for 10,000 images and 50 rules", () => {
    const images = Array.from({ length: 10_000 }, (_, index) =>
      image(`sha256:${index}`, index / 100, `v${index % 50}-${index}`, "latest"),
    );
    const rules = Array.from({ length: 50 }, (_, index) => ({
      ...patterned(`*v${index}-*`),
      ...keep(100),
    }));
    expect(digests(policy(...rules), images)).toHaveLength(5_000);
  });
});
