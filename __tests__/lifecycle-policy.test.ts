import { describe, expect, it } from "vitest";
import { readLifecyclePolicy } from "../policies/lifecycle/lifecycle-policy.ts";
import { mayExpireMore } from "../simulator/may-expire-more.ts";
import {
  any,
  archive,
  days,
  expire,
  expiring,
  inArchive,
  keep,
  patterned,
  policyOf,
  prefixed,
  untagged,
} from "./support/lifecycle.ts";

const reasonOf = (text: string) => {
  const read = readLifecyclePolicy(text);
  return "unknown" in read ? read.unknown : read.rules;
};

describe("a lifecycle policy is read", () => {
  it("by priority, with all that decides about images", () => {
    const text = JSON.stringify({
      rules: [
        expire({ ...any, ...inArchive, ...days(365, "sinceImageTransitioned") }, 40),
        archive({ ...any, ...days(90, "sinceImagePulled") }, 30),
        expire({ ...untagged, ...days(14), storageClass: "standard" }, 20),
        archive({ ...prefixed("v", "w"), ...keep(5) }, 10),
      ],
    });
    expect(readLifecyclePolicy(text)).toEqual({
      rules: [
        {
          priority: 10,
          action: "transition",
          storageClass: "standard",
          tagStatus: "tagged",
          tagPatterns: ["v*", "w*"],
          countType: "imageCountMoreThan",
          countNumber: 5,
        },
        {
          priority: 20,
          action: "expire",
          storageClass: "standard",
          tagStatus: "untagged",
          tagPatterns: [],
          countType: "sinceImagePushed",
          countNumber: 14,
        },
        {
          priority: 30,
          action: "transition",
          storageClass: "standard",
          tagStatus: "any",
          tagPatterns: [],
          countType: "sinceImagePulled",
          countNumber: 90,
        },
        {
          priority: 40,
          action: "expire",
          storageClass: "archive",
          tagStatus: "any",
          tagPatterns: [],
          countType: "sinceImageTransitioned",
          countNumber: 365,
        },
      ],
    });
  });

  it.each([
    [
      "a description or none",
      policyOf({ ...expire({ ...any, ...keep(1) }), description: undefined }),
    ],
    ["four asterisks", expiring({ ...patterned("*test*1*2*3", "test*1*2*3*"), ...keep(1) })],
    ["fifty rules", expiring(...Array(50).fill({ ...prefixed("v"), ...keep(1) }))],
    [
      "one rule for untagged images in each storage class",
      policyOf(
        expire({ ...untagged, ...days(1) }),
        expire({ ...untagged, ...inArchive, ...days(90, "sinceImageTransitioned") }),
      ),
    ],
    [
      "one rule for all images in each storage class, each the last of its class",
      policyOf(
        expire({ ...any, ...inArchive, ...days(90, "sinceImageTransitioned") }),
        expire({ ...prefixed("v"), ...keep(1) }),
        expire({ ...any, ...keep(1) }),
      ),
    ],
  ])("with %s", (_, text) => expect(reasonOf(text)).toBeInstanceOf(Array));
});

describe("a lifecycle policy is unknown", () => {
  const good = { ...any, ...keep(1) };
  const one = (change: object) => policyOf({ ...expire(good), ...change });
  const numbered = (...rules: object[]) => JSON.stringify({ rules });
  const old = { ...any, ...inArchive, ...days(90, "sinceImageTransitioned") };

  it.each([
    ["{", "the policy is no JSON object"],
    ["null", "the policy is no JSON object"],
    ["[]", "the policy is no JSON object"],
    ["{}", "the policy has no list of rules"],
    ['{"rules":[],"id":1}', 'the policy has the key "id"'],
    ['{"rules":[5]}', "rule 1 is no JSON object"],
    [
      expiring(...Array(51).fill({ ...prefixed("v"), ...keep(1) })),
      "the policy has 51 rules, and ECR takes 50 at most",
    ],
    [one({ note: "" }), 'rule 1 has the key "note"'],
    [numbered(expire(good, 0)), "rulePriority of rule 1 is 0, and must be an integer of 1 or more"],
    [
      numbered({ ...expire(good), rulePriority: "1" }),
      'rulePriority of rule 1 is "1", and must be an integer of 1 or more',
    ],
    [
      numbered(expire(good, 1.5)),
      "rulePriority of rule 1 is 1.5, and must be an integer of 1 or more",
    ],
    [numbered(expire(good), expire(good)), "two rules have the same rulePriority"],
    [one({ action: undefined }), "the action of rule 1 is no JSON object"],
    [one({ action: { type: "keep" } }), 'the action of rule 1 has the type "keep"'],
    [one({ action: { type: "expire", when: 1 } }), 'the action of rule 1 has the key "when"'],
    [
      one({ action: { type: "transition" } }),
      "the action of rule 1 has the targetStorageClass not set with transition",
    ],
    [
      one({ action: { type: "transition", targetStorageClass: "standard" } }),
      'the action of rule 1 has the targetStorageClass "standard" with transition',
    ],
    [
      one({ action: { type: "expire", targetStorageClass: "archive" } }),
      'the action of rule 1 has the targetStorageClass "archive" with expire',
    ],
    [one({ selection: "any" }), "the selection of rule 1 is no JSON object"],
    [expiring({ ...good, tags: [] }), 'the selection of rule 1 has the key "tags"'],
    [expiring({ ...good, tagStatus: "some" }), 'the selection of rule 1 has the tagStatus "some"'],
    [expiring(days(1)), "the selection of rule 1 has the tagStatus not set"],
    [
      expiring({ ...any, ...keep(1), countType: "sinceImageUsed" }),
      'the selection of rule 1 has the countType "sinceImageUsed"',
    ],
    [
      expiring({ ...any, ...days(90, "sinceImagePulled") }),
      "rule 1 has the action expire with sinceImagePulled",
    ],
    [policyOf(archive(old)), "rule 1 has the action transition with sinceImageTransitioned"],
    [
      expiring({ ...any, ...days(90, "sinceImageTransitioned") }),
      "the selection of rule 1 has the storageClass not set with sinceImageTransitioned",
    ],
    [
      expiring({ ...old, storageClass: "standard" }),
      'the selection of rule 1 has the storageClass "standard" with sinceImageTransitioned',
    ],
    [
      expiring({ ...good, ...inArchive }),
      'the selection of rule 1 has the storageClass "archive" with imageCountMoreThan',
    ],
    [
      expiring({ ...any, ...inArchive, ...days(90) }),
      'the selection of rule 1 has the storageClass "archive" with sinceImagePushed',
    ],
    [
      expiring({ ...old, countNumber: 89 }),
      "countNumber of the selection of rule 1 is 89, and an image stays in the archive for 90 days at least",
    ],
    ...(["sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned"] as const).map(
      (type): [string, string] => [
        expiring({ ...any, ...days(90, type), countUnit: undefined }),
        `the selection of rule 1 has the countUnit not set with ${type}`,
      ],
    ),
    [
      expiring({ ...any, ...days(1), countUnit: "hours" }),
      'the selection of rule 1 has the countUnit "hours" with sinceImagePushed',
    ],
    [
      expiring({ ...good, countUnit: "days" }),
      'the selection of rule 1 has the countUnit "days" with imageCountMoreThan',
    ],
    [
      expiring({ ...any, ...keep(0) }),
      "countNumber of the selection of rule 1 is 0, and must be an integer of 1 or more",
    ],
    [
      expiring({ ...good, countNumber: undefined }),
      "countNumber of the selection of rule 1 is not set, and must be an integer of 1 or more",
    ],
    [
      expiring({ ...good, tagPrefixList: ["v"] }),
      "the selection of rule 1 has 1 tags with the tagStatus any",
    ],
    [
      expiring({ ...untagged, ...keep(1), tagPatternList: ["v"] }),
      "the selection of rule 1 has 1 tags with the tagStatus untagged",
    ],
    [
      expiring({ tagStatus: "tagged", ...keep(1) }),
      "the selection of rule 1 has 0 tags with the tagStatus tagged",
    ],
    [
      expiring({ ...prefixed(), ...keep(1) }),
      "the selection of rule 1 has 0 tags with the tagStatus tagged",
    ],
    [
      expiring({ ...prefixed("v"), tagPatternList: ["v*"], ...keep(1) }),
      "the selection of rule 1 has tagPrefixList and tagPatternList",
    ],
    [
      expiring({ ...prefixed("v"), tagPrefixList: "v", ...keep(1) }),
      'the selection of rule 1 has tags that are not a list of strings: "v"',
    ],
    [
      expiring({ ...patterned("v"), tagPatternList: ["v", 5], ...keep(1) }),
      'the selection of rule 1 has tags that are not a list of strings: ["v",5]',
    ],
    [
      expiring({ ...prefixed("v", "x*"), ...keep(1) }),
      "the selection of rule 1 has a tagPrefixList with an asterisk",
    ],
    [
      expiring({ ...patterned("v", "test*1*2*3*4*5*6"), ...keep(1) }),
      'the selection of rule 1 has the pattern "test*1*2*3*4*5*6", and ECR takes 4 asterisks at most',
    ],
    [
      expiring(good, { ...prefixed("v"), ...keep(1) }),
      "a rule with the tagStatus any is not the last of the rules for its storage class",
    ],
    [
      expiring(good, good),
      "a rule with the tagStatus any is not the last of the rules for its storage class",
    ],
    [
      expiring(old, { ...old, ...prefixed("v") }),
      "a rule with the tagStatus any is not the last of the rules for its storage class",
    ],
    [
      expiring({ ...untagged, ...keep(1) }, { ...untagged, ...days(1) }),
      "two rules for one storage class have the tagStatus untagged",
    ],
  ])("%s: %s", (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
    expect(mayExpireMore(null, text)).toBe(true);
    expect(mayExpireMore(expiring(good), text)).toBe(true);
    expect(mayExpireMore(text, expiring(good))).toBe(true);
    expect(mayExpireMore(text, text)).toBe(false);
  });
});

describe("whether a lifecycle policy may expire or archive more", () => {
  const [tagged, rest] = [
    { ...prefixed("v", "w"), ...keep(5) },
    { ...any, ...days(30) },
  ];
  const archived = { ...any, ...inArchive, ...days(365, "sinceImageTransitioned") };
  const text = policyOf(archive(tagged), expire(rest), expire(archived));
  const but = (...rules: object[]) => policyOf(...rules, expire(rest), expire(archived));

  it.each([
    ["nothing changes", text],
    ["patterns for prefixes, in any order", but(archive({ ...patterned("w*", "v*"), ...keep(5) }))],
    ["greater counts", but(archive({ ...tagged, countNumber: 6 }))],
    ["greater ages", policyOf(archive(tagged), expire({ ...rest, countNumber: 31 }))],
    ["no last rule", policyOf(archive(tagged), expire(rest))],
    ["the storage class in words", but(archive({ ...tagged, storageClass: "standard" }))],
    ["other descriptions", text.replaceAll("By the test", "Another")],
    ["white space", JSON.stringify(JSON.parse(text), null, 2)],
    [
      "other priorities in the same order",
      JSON.stringify({ rules: [expire(archived, 30), expire(rest, 20), archive(tagged, 10)] }),
    ],
  ])("no: %s", (_what, after) => expect(mayExpireMore(text, after)).toBe(false));

  it.each([
    ["a lower count", but(archive({ ...tagged, countNumber: 4 }))],
    ["a lower age", policyOf(archive(tagged), expire({ ...rest, countNumber: 29 }))],
    ["fewer tags", but(archive({ ...prefixed("v"), ...keep(5) }))],
    ["more tags", but(archive({ ...prefixed("v", "w", "x"), ...keep(5) }))],
    ["no first rule", policyOf(expire(rest), expire(archived))],
    ["another type", but(archive({ ...prefixed("v", "w"), ...days(5) }))],
    ["another status", but(archive({ ...untagged, ...keep(5) }))],
    ["another order", policyOf(archive(tagged), expire(archived), expire(rest))],
    ["another action", but(expire(tagged))],
    ["one rule more", but(archive(tagged), expire({ ...untagged, ...days(1) }))],
  ])("yes: %s", (_what, after) => expect(mayExpireMore(text, after)).toBe(true));

  it("no if a policy that cannot be read has another description, yes if another rule", () => {
    const unread = (description: string, days: number) =>
      JSON.stringify({ rules: [{ description, action: { type: "keep" }, days }] });
    expect(mayExpireMore(unread("old", 1), unread("new", 1))).toBe(false);
    expect(mayExpireMore(unread("old", 1), unread("old", 2))).toBe(true);
    expect(mayExpireMore("{", "[")).toBe(true);
  });

  it("yes if there was no policy, and no if the new one has no rules", () => {
    expect(mayExpireMore(null, text)).toBe(true);
    expect(mayExpireMore(null, policyOf())).toBe(false);
  });
});
