import { describe, expect, it } from "vitest";
import {
  any,
  archive,
  days,
  daysAgo,
  EVALUATED,
  expire,
  expiredBy,
  expiring,
  fatesOf,
  inArchive,
  keep,
  patterned,
  policyOf,
  prefixed,
  stored,
  storyOf,
  untagged,
} from "./support/lifecycle.ts";

/** An image that was archived some days ago. */
const archived = (digest: string, ago: number | undefined, ...tags: string[]) => ({
  ...stored(digest, 999, ...tags),
  storageClass: "archive" as const,
  archivedAt: ago === undefined ? undefined : daysAgo(ago),
});
/** A manifest list of other images. */
const list = (digest: string, pushed: number, children: string[], ...tags: string[]) => ({
  ...stored(digest, pushed, ...tags),
  children,
});

describe("AWS's examples of lifecycle policies", () => {
  it("filtering on image age", () => {
    const images = [
      stored("A", 15, "prod-1"),
      stored("B", 13, "prod-2"),
      stored("C", 15, "beta-1"),
    ];
    expect(storyOf(expiring({ ...patterned("prod*"), ...days(14) }), images)).toEqual({
      A: "expires by 1",
      B: "is shielded by 1",
      C: "is unmatched",
    });
  });

  it("filtering on image count", () => {
    const images = [stored("A", 3), stored("B", 2), stored("C", 1), stored("D", 4, "v1")];
    expect(expiredBy(expiring({ ...untagged, ...keep(1) }), images)).toEqual(["A", "B"]);
  });

  const prodAndBeta = [
    stored("A", 10, "beta-1", "prod-1"),
    stored("B", 9, "beta-2", "prod-2"),
    stored("C", 8, "beta-3"),
  ];

  it.each([patterned, prefixed])("filtering on multiple rules, example A", (tags) => {
    const star = tags === patterned ? "*" : "";
    const [prod, beta] = [tags(`prod${star}`), tags(`beta${star}`)];
    expect(
      storyOf(expiring({ ...prod, ...keep(1) }, { ...beta, ...keep(1) }), prodAndBeta),
    ).toEqual({
      A: "expires by 1",
      B: "is shielded by 1",
      C: "is shielded by 2",
    });
  });

  it("filtering on multiple rules, example B", () => {
    const text = expiring(
      { ...patterned("beta*"), ...keep(1) },
      { ...prefixed("prod"), ...keep(1) },
    );
    expect(storyOf(text, prodAndBeta)).toEqual({
      A: "expires by 1",
      B: "expires by 1",
      C: "is shielded by 1",
    });
  });

  it.each([[prefixed("alpha", "beta")], [patterned("alpha*", "beta*")]])(
    "filtering on multiple tags in a single rule, example A: %o",
    (tags) => {
      const images = [
        stored("A", 12, "alpha-1"),
        stored("B", 11, "beta-1"),
        stored("C", 10, "alpha-2", "beta-2"),
        stored("D", 4, "alpha-3"),
        stored("E", 3, "beta-3"),
        stored("F", 2, "alpha-4", "beta-4"),
      ];
      expect(expiredBy(expiring({ ...tags, ...days(5) }), images)).toEqual(["C"]);
    },
  );

  it("filtering on multiple tags in a single rule, example B", () => {
    const images = [
      stored("A", 10, "alpha-1", "beta-1", "gamma-1"),
      stored("B", 9, "alpha-2", "beta-2"),
      stored("C", 8, "alpha-3", "beta-3", "gamma-2"),
    ];
    const text = expiring({ ...patterned("alpha*", "beta*"), ...keep(1) });
    expect(expiredBy(text, images)).toEqual(["A", "B"]);
  });

  it("filtering on all images, example A", () => {
    const images = [
      stored("A", 4, "alpha-1"),
      stored("B", 3, "beta-1"),
      stored("C", 2),
      stored("D", 1, "alpha-2"),
    ];
    expect(expiredBy(expiring({ ...any, ...keep(1) }), images)).toEqual(["A", "B", "C"]);
  });

  it("filtering on all images, example B", () => {
    const images = [
      stored("A", 4, "alpha-1", "beta-1"),
      stored("B", 3),
      stored("C", 2, "alpha-2"),
      stored("D", 1, "git hash"),
      // D and E are of the same day in the example, and E is the newer one.
      stored("E", 0.9),
    ];
    const text = expiring(
      { ...patterned("alpha*"), ...keep(1) },
      { ...untagged, ...days(1) },
      { ...any, ...keep(1) },
    );
    expect(storyOf(text, images)).toEqual({
      A: "expires by 1",
      B: "expires by 2",
      C: "is shielded by 1",
      D: "expires by 3",
      E: "is shielded by 2",
    });
  });

  it("archiving what was not pulled, and expiring it from the archive", () => {
    const text = policyOf(
      archive({ ...any, ...days(90, "sinceImagePulled") }),
      expire({ ...any, ...inArchive, ...days(365, "sinceImageTransitioned") }),
    );
    const images = [
      { ...stored("A", 400, "v1"), lastPulledAt: daysAgo(91) },
      { ...stored("B", 400, "v2"), lastPulledAt: daysAgo(89) },
      archived("C", 366, "v3"),
      archived("D", 364),
    ];
    expect(storyOf(text, images)).toEqual({
      A: "is archived by 1",
      B: "is shielded by 1",
      C: "expires by 2",
      D: "is shielded by 2",
    });
  });
});

describe("modules that write a lifecycle policy get wrong that", () => {
  it("several prefixes in one rule mean all of them: one rule for each of them means any", () => {
    const images = [
      stored("A", 3, "dev-1"),
      stored("B", 3, "qa-1"),
      stored("C", 3, "dev-2", "qa-2"),
    ];
    expect(expiredBy(expiring({ ...prefixed("dev", "qa"), ...days(1) }), images)).toEqual(["C"]);
    const each = expiring({ ...prefixed("dev"), ...days(1) }, { ...prefixed("qa"), ...days(1) });
    expect(expiredBy(each, images)).toEqual(["A", "B", "C"]);
  });

  it("a protected prefix that never expires is counted by a later rule for all images", () => {
    const images = [stored("A", 3, "dev-1"), stored("B", 2, "prod-1"), stored("C", 1, "prod-2")];
    const text = expiring({ ...prefixed("prod"), ...keep(999) }, { ...any, ...keep(2) });
    expect(storyOf(text, images)).toEqual({
      A: "expires by 2",
      B: "is shielded by 1",
      C: "is shielded by 1",
    });
  });

  it("each of several protected tags needs a rule of its own", () => {
    const images = [stored("A", 99, "latest"), stored("B", 98, "prod-1"), stored("C", 97, "dev-1")];
    const both = expiring({ ...prefixed("latest", "prod"), ...keep(999) }, { ...any, ...days(30) });
    expect(expiredBy(both, images)).toEqual(["A", "B", "C"]);
    const each = expiring(
      { ...prefixed("latest"), ...keep(999) },
      { ...prefixed("prod"), ...keep(999) },
      { ...any, ...days(30) },
    );
    expect(expiredBy(each, images)).toEqual(["C"]);
  });

  it("a rule for untagged images comes before the one for all, or never acts", () => {
    const images = [stored("A", 10), stored("B", 5, "v1")];
    const text = expiring({ ...untagged, ...days(7) }, { ...any, ...keep(5) });
    expect(storyOf(text, images)).toEqual({ A: "expires by 1", B: "is shielded by 2" });
  });

  it("a prefix is no whole tag: it matches longer tags too", () => {
    const images = [stored("A", 9, "v1"), stored("B", 9, "v10"), stored("C", 9, "av1")];
    expect(expiredBy(expiring({ ...prefixed("v1"), ...days(1) }), images)).toEqual(["A", "B"]);
    expect(expiredBy(expiring({ ...patterned("v1"), ...days(1) }), images)).toEqual(["A"]);
  });
});

describe("a rule", () => {
  it("acts by its priority, not by its place in the text", () => {
    const rules = [expire({ ...any, ...keep(1) }, 9), expire({ ...prefixed("v"), ...keep(9) }, 5)];
    const images = [stored("A", 3, "v1"), stored("B", 2, "x"), stored("C", 1)];
    expect(storyOf(JSON.stringify({ rules }), images)).toEqual({
      A: "is shielded by 5",
      B: "expires by 9",
      C: "is shielded by 9",
    });
  });

  it("marks what is older than its days: an image of just that age stays", () => {
    const images = [stored("A", 14 + 1e-6, "v1"), stored("B", 14, "v2")];
    expect(expiredBy(expiring({ ...any, ...days(14) }), images)).toEqual(["A"]);
  });

  it("counts images that an earlier rule has marked or left, also beyond those it leaves", () => {
    const images = [
      stored("A", 5, "v1"),
      stored("B", 4, "v1-a"),
      stored("C", 3, "x1"),
      stored("D", 2, "v1-b"),
      stored("E", 1, "x2"),
    ];
    const text = expiring({ ...prefixed("v1"), ...keep(1) }, { ...any, ...keep(2) });
    expect(storyOf(text, images)).toEqual({
      A: "expires by 1",
      B: "expires by 1",
      C: "expires by 2",
      D: "is shielded by 1",
      E: "is shielded by 2",
    });
  });

  it("leaves the oldest that its count allows", () => {
    const images = [stored("B", 2), stored("D", 4), stored("A", 1), stored("C", 3)];
    expect(expiredBy(expiring({ ...any, ...keep(2) }), images)).toEqual(["C", "D"]);
    expect(images.map(({ digest }) => digest)).toEqual(["B", "D", "A", "C"]);
  });

  it("takes the lower digest for the newer of two images that were pushed at the same moment", () => {
    const images = [stored("A", 1), stored("B", 1)];
    const text = expiring({ ...any, ...keep(1) });
    expect(expiredBy(text, images)).toEqual(["B"]);
    expect(expiredBy(text, images.toReversed())).toEqual(["B"]);
  });

  it("for untagged images matches no tagged ones, and the other way round", () => {
    const images = [stored("A", 3), stored("B", 2, "v1")];
    expect(expiredBy(expiring({ ...untagged, ...days(1) }), images)).toEqual(["A"]);
    expect(expiredBy(expiring({ ...patterned("*"), ...days(1) }), images)).toEqual(["B"]);
  });

  it.each([
    ["v1", ["v1"], true],
    ["v1", ["v12"], false],
    ["v1", ["av1"], false],
    ["v*", ["v"], true],
    ["v*", ["av"], false],
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
  ])("with the pattern %o and the tags %j: %o", (pattern, tags, expected) => {
    const images = [stored("A", 2, ...tags)];
    expect(expiredBy(expiring({ ...patterned(pattern), ...days(1) }), images)).toEqual(
      expected ? ["A"] : [],
    );
  });

  it("is none, or meets no image", () => {
    expect(storyOf(policyOf(), [stored("A", 9)])).toEqual({ A: "is unmatched" });
    expect(storyOf(expiring({ ...any, ...keep(1) }), [])).toEqual({});
  });

  it("is reported whole with what it decides", () => {
    const fates = fatesOf(expiring({ ...patterned("v*"), ...keep(1) }), [stored("A", 1, "v1")]);
    expect(fates).toEqual({
      A: {
        kind: "is shielded",
        rule: {
          priority: 1,
          action: "expire",
          storageClass: "standard",
          tagStatus: "tagged",
          tagPatterns: ["v*"],
          countType: "imageCountMoreThan",
          countNumber: 1,
        },
      },
    });
  });
});

describe("the archive", () => {
  const sinceArchived = (limit: number) => ({
    ...inArchive,
    ...days(limit, "sinceImageTransitioned"),
  });

  it("is not seen by a rule for the standard class: neither counted, nor shielded, nor marked", () => {
    const images = [stored("A", 1, "v1"), stored("B", 2, "v2"), archived("C", 100, "v3")];
    const newest = { ...archived("D", 50, "v4"), pushedAt: EVALUATED };
    const text = policyOf(expire({ ...any, ...keep(1) }), expire({ ...any, ...sinceArchived(90) }));
    expect(storyOf(text, [...images, newest])).toEqual({
      A: "is shielded by 1",
      B: "expires by 1",
      C: "expires by 2",
      D: "is shielded by 2",
    });
  });

  it("has images that no rule for it matches", () => {
    const images = [archived("A", 999, "v1"), stored("B", 999, "x1")];
    const text = policyOf(expire({ ...prefixed("x"), ...sinceArchived(90) }));
    expect(storyOf(text, images)).toEqual({ A: "is unmatched", B: "is unmatched" });
  });

  it("gets an image just after the days of its rule", () => {
    const text = policyOf(expire({ ...any, ...sinceArchived(90) }));
    expect(storyOf(text, [archived("A", 90), archived("B", 90 + 1e-6)])).toEqual({
      A: "is shielded by 1",
      B: "expires by 1",
    });
  });

  it("gets what was pushed or is beyond a count, if the rule says so", () => {
    const images = [stored("A", 9, "v1"), stored("B", 8, "v2"), stored("C", 9, "x1")];
    const text = policyOf(
      archive({ ...prefixed("v"), ...keep(1) }),
      archive({ ...any, ...days(8) }),
    );
    expect(storyOf(text, images)).toEqual({
      A: "is archived by 1",
      B: "is shielded by 1",
      C: "is archived by 2",
    });
  });

  it.each([
    ["its last pull", 100, 20, undefined, "is shielded"],
    ["its last pull, long ago", 100, 40, undefined, "is archived"],
    ["its push if it was never pulled", 20, undefined, undefined, "is shielded"],
    ["its push if it was never pulled, long ago", 40, undefined, undefined, "is archived"],
    ["the day when it was restored, if it was not pulled since", 100, 80, 20, "is shielded"],
    [
      "the day when it was restored, if it was not pulled since, long ago",
      100,
      80,
      40,
      "is archived",
    ],
    ["the day when it was restored, if it was never pulled", 100, undefined, 20, "is shielded"],
    [
      "its last pull, if that is later than the day when it was restored",
      100,
      20,
      40,
      "is shielded",
    ],
  ])("gets what was not pulled for days, which count from %s", (_, push, pull, restore, kind) => {
    const image = {
      ...stored("A", push),
      lastPulledAt: pull === undefined ? undefined : daysAgo(pull),
      restoredAt: restore === undefined ? undefined : daysAgo(restore),
    };
    const text = policyOf(archive({ ...any, ...days(30, "sinceImagePulled") }));
    expect(storyOf(text, [image])).toEqual({ A: `${kind} by 1` });
  });
});

describe("a manifest list", () => {
  const old = expiring({ ...untagged, ...days(1) }, { ...any, ...days(30) });

  it("that stays holds its images", () => {
    const images = [list("L", 9, ["A", "B"], "v1"), stored("A", 9), stored("B", 9), stored("C", 9)];
    expect(storyOf(old, images)).toEqual({
      L: "is shielded by 2",
      A: "is held by 1: L",
      B: "is held by 1: L",
      C: "expires by 1",
    });
  });

  it("that expires or is archived lets go of them, each by its own rule", () => {
    const images = [
      list("L", 31, ["A", "B"], "v1"),
      list("M", 99, ["C"], "v2"),
      stored("A", 31),
      stored("B", 31, "keep-1"),
      stored("C", 99),
    ];
    const text = policyOf(
      expire({ ...prefixed("keep"), ...keep(9) }),
      archive({ ...prefixed("v2"), ...days(30) }),
      expire({ ...any, ...days(30) }),
    );
    expect(storyOf(text, images)).toEqual({
      L: "expires by 3",
      M: "is archived by 2",
      A: "expires by 3",
      B: "is shielded by 1",
      C: "expires by 3",
    });
  });

  it("holds an image that another one lets go of", () => {
    const images = [list("L", 31, ["A"], "v1"), list("M", 9, ["A"], "v2"), stored("A", 31)];
    expect(storyOf(old, images)).toMatchObject({ L: "expires by 2", A: "is held by 1: M" });
  });

  it("that is held holds its own images", () => {
    const images = [list("L", 9, ["M"], "v1"), list("M", 9, ["A"]), stored("A", 9)];
    expect(storyOf(old, images)).toEqual({
      L: "is shielded by 2",
      M: "is held by 1: L",
      A: "is held by 1: M",
    });
  });

  it("in the archive holds nothing: what refers to an image is archived first", () => {
    const held = { ...archived("L", 9, "v1"), children: ["A"] };
    expect(storyOf(old, [held, stored("A", 9)])).toEqual({ L: "is unmatched", A: "expires by 1" });
  });

  it("in the archive holds nothing even if another one holds it", () => {
    const images = [
      list("L", 9, ["M"], "v1"),
      { ...archived("M", 99), children: ["A"] },
      stored("A", 9),
    ];
    const text = policyOf(
      expire({ ...untagged, ...days(1) }),
      expire({ ...any, ...inArchive, ...days(90, "sinceImageTransitioned") }),
    );
    expect(storyOf(text, images)).toEqual({
      L: "is unmatched",
      M: "is held by 2: L",
      A: "expires by 1",
    });
  });

  it("holds archived images too", () => {
    const images = [list("L", 9, ["A"], "v1"), archived("A", 99)];
    const text = policyOf(expire({ ...any, ...inArchive, ...days(90, "sinceImageTransitioned") }));
    expect(storyOf(text, images)).toEqual({ L: "is unmatched", A: "is held by 1: L" });
  });

  it("may list images that the repository does not have, and images that no rule marks", () => {
    const images = [list("L", 9, ["gone", "A"], "v1"), stored("A", 0.5)];
    expect(storyOf(old, images)).toEqual({ L: "is shielded by 2", A: "is shielded by 1" });
  });

  it("that would list itself ends no less", () => {
    const images = [list("L", 9, ["M"]), list("M", 9, ["L"]), list("N", 9, ["N"])];
    expect(storyOf(old, images)).toEqual({
      L: "expires by 1",
      M: "expires by 1",
      N: "expires by 1",
    });
  });

  it("is named the same in any order of the images: the newest that holds it", () => {
    const images = [list("L", 9, ["A"], "v1"), list("M", 8, ["A"], "v2"), stored("A", 31)];
    expect(storyOf(old, images)).toMatchObject({ A: "is held by 1: M" });
    expect(storyOf(old, images.toReversed())).toMatchObject({ A: "is held by 1: M" });
  });

  it("counts like any image, and so do its images", () => {
    const images = [
      list("L", 1, ["A", "B"], "v1"),
      stored("A", 2),
      stored("B", 2),
      stored("C", 3, "v0"),
    ];
    expect(storyOf(expiring({ ...any, ...keep(3) }), images)).toMatchObject({ C: "expires by 1" });
  });
});

describe("the fates are not known", () => {
  const undated = { ...stored("A", 1), pushedAt: undefined };

  it("if an image that a rule could match has no push time", () => {
    const images = [stored("B", 1), undated];
    expect(storyOf(expiring({ ...untagged, ...keep(1) }), images)).toBe("A has no push time");
    expect(storyOf(policyOf(), images)).toEqual({ A: "is unmatched", B: "is unmatched" });
  });

  it("if it is not known when an image was archived, and a rule is for the archive", () => {
    const images = [archived("A", undefined)];
    const standard = expiring({ ...any, ...keep(1) });
    const text = policyOf(expire({ ...any, ...inArchive, ...days(90, "sinceImageTransitioned") }));
    expect(storyOf(text, images)).toBe("it is not known when A was archived");
    expect(storyOf(text, [undated])).toEqual({ A: "is unmatched" });
    expect(storyOf(standard, images)).toEqual({ A: "is unmatched" });
    expect(storyOf(text, [{ ...archived("A", 99), pushedAt: undefined }])).toEqual({
      A: "expires by 1",
    });
  });

  it("if the policy cannot be read", () => {
    expect(storyOf("{", [stored("A", 1)])).toBe("the policy is no JSON object");
  });
});
