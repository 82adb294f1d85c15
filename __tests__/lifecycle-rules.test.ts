import { describe, expect, it } from "vitest";
import { lifecyclePolicyOf } from "../policies/lifecycle/written-policy.ts";
import { checkEnvironment } from "../settings/check-environment.ts";
import { lifecycleOf, lifecyclePolicy } from "../settings/lifecycle/lifecycle.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { problemLines } from "./support/problem-lines.ts";

const API = { component: "api", name: "api", purpose: "API" };
const ANY = { tagStatus: "any", keepNewest: 5 };

/** The problems of an environment's lifecycle rules, without the stack's name. */
const problemsOf = (settings: object) =>
  problemLines(
    checkEnvironment("qa", { environment: "qa", repositories: [API], ...settings }).problems,
  ).map((line) => line.replace(/^qa\./, ""));
const ofRules = (...lifecycleRules: unknown[]) => problemsOf({ lifecycleRules });
const ofRepository = (settings: object, environment: object = {}) =>
  problemsOf({ ...environment, repositories: [{ ...API, ...settings }] });

const numbered = (count: number, length = 1) =>
  Array.from({ length: count }, (_, index) => `${index}-`.padStart(length, "a"));

describe("the rules of a lifecycle rule", () => {
  it.each<[rule: string, good: object, bad: object, problem: string]>([
    [
      "one selection",
      { tagStatus: "untagged", keepNewest: 1 },
      { keepNewest: 1 },
      "lifecycleRules[0] is { keepNewest: 1 }: must have exactly one of tagStatus, tagPrefixes, tagPatterns (Lifecycle policies)",
    ],
    [
      "no second selection",
      { tagPrefixes: ["v"], keepNewest: 1 },
      { tagPrefixes: ["v"], tagPatterns: ["w*"], expireAfterDays: 1 },
      "must have exactly one of tagStatus, tagPrefixes, tagPatterns",
    ],
    [
      "one effect",
      { tagStatus: "any", keepForever: true },
      { tagStatus: "any" },
      "must have exactly one of keepNewest, expireAfterDays, keepForever, archiveAfterDaysUnpulled, expireAfterDaysArchived",
    ],
    [
      "no second effect",
      { tagStatus: "any", expireAfterDays: 2 },
      { tagStatus: "any", expireAfterDays: 2, keepNewest: 3 },
      "must have exactly one of keepNewest, expireAfterDays",
    ],
    [
      "tagStatus",
      { tagStatus: "any", expireAfterDays: 1 },
      { tagStatus: "tagged", expireAfterDays: 1 },
      'lifecycleRules[0].tagStatus is "tagged": must be "any" or "untagged"; tags are in tagPrefixes or tagPatterns',
    ],
    [
      "known keys",
      { tagStatus: "any", expireAfterDays: 1, description: "" },
      { tagStatus: "any", expireAfterDays: 1, rulePriority: 3 },
      "lifecycleRules[0].rulePriority is 3: must be one of the settings tagStatus, tagPrefixes",
    ],
    [
      "some pattern",
      { tagPatterns: ["v1"], expireAfterDays: 1 },
      { tagPatterns: [], expireAfterDays: 1 },
      "lifecycleRules[0].tagPatterns is []: must not be empty",
    ],
    [
      "four wildcards",
      { tagPatterns: ["*a*b*c*"], expireAfterDays: 1 },
      { tagPatterns: ["*a*b*c*d*"], expireAfterDays: 1 },
      `lifecycleRules[0].tagPatterns[0] is "*a*b*c*d*": must be letters, digits, '_', '.', '-' and at most four '*'`,
    ],
    [
      "a tag's characters",
      { tagPatterns: ["v_1.0-*"], expireAfterDays: 1 },
      { tagPatterns: ["v+1"], expireAfterDays: 1 },
      'lifecycleRules[0].tagPatterns[0] is "v+1": must be letters, digits',
    ],
    [
      "everything except a pattern",
      { tagPatterns: ["v*"], keepForever: true },
      { tagPatterns: ["!v*"], expireAfterDays: 1 },
      `lifecycleRules[0].tagPatterns[0] is "!v*": must not begin with "!": ECR has no rule for everything except a pattern. Keep what the pattern fits with keepForever, and expire the rest in a later rule with the tagStatus "any"`,
    ],
    [
      "prefixes are no patterns",
      { tagPrefixes: ["v"], expireAfterDays: 1 },
      { tagPrefixes: ["v*"], expireAfterDays: 1 },
      `lifecycleRules[0].tagPrefixes[0] is "v*": must be letters, digits, '_', '.' and '-'; a pattern with '*' belongs into a list of patterns`,
    ],
    [
      "keepNewest counts one pattern",
      { tagPatterns: ["v*"], keepNewest: 10 },
      { tagPatterns: ["v*", "w*"], keepNewest: 10 },
      "lifecycleRules[0].keepNewest is 10: must not be combined with 2 prefixes or patterns: ECR cannot count their images together. Write a rule with its own keepNewest for each, or use expireAfterDays",
    ],
    [
      "keepNewest counts one prefix",
      { tagPrefixes: ["v"], keepNewest: 10 },
      { tagPrefixes: ["v", "w", "x"], keepNewest: 10 },
      "must not be combined with 3 prefixes or patterns",
    ],
    [
      "keepNewest",
      { tagStatus: "any", keepNewest: 999_998 },
      { tagStatus: "any", keepNewest: 0 },
      "lifecycleRules[0].keepNewest is 0: must be a whole number from 1 to 999998",
    ],
    [
      "keepNewest at most",
      { tagStatus: "any", keepNewest: 1 },
      { tagStatus: "any", keepNewest: 999_999 },
      "must be a whole number from 1 to 999998",
    ],
    [
      "expireAfterDays",
      { tagStatus: "any", expireAfterDays: 36_500 },
      { tagStatus: "any", expireAfterDays: 1.5 },
      "lifecycleRules[0].expireAfterDays is 1.5: must be a whole number from 1 to 36500",
    ],
    [
      "keepForever",
      { tagStatus: "untagged", keepForever: true },
      { tagStatus: "untagged", keepForever: false },
      "lifecycleRules[0].keepForever is false: must be true or left out",
    ],
    [
      "archiveAfterDaysUnpulled",
      { tagStatus: "any", archiveAfterDaysUnpulled: 1 },
      { tagStatus: "any", archiveAfterDaysUnpulled: 36_501 },
      "must be a whole number from 1 to 36500",
    ],
    [
      "expireAfterDaysArchived",
      { tagStatus: "any", expireAfterDaysArchived: 90 },
      { tagStatus: "any", expireAfterDaysArchived: 89 },
      "lifecycleRules[0].expireAfterDaysArchived is 89: must be a whole number from 90 to 36500 (Amazon ECR User Guide, Archiving an image)",
    ],
    [
      "description",
      { tagStatus: "any", expireAfterDays: 1, description: "x" },
      { tagStatus: "any", expireAfterDays: 1, description: null },
      "lifecycleRules[0].description is null: must be a string",
    ],
  ])("%s", (_, good, bad, problem) => {
    expect(ofRules(good)).toEqual([]);
    const problems = ofRules(bad);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
    expect(ofRepository({ lifecycleRules: [bad] })).toEqual([`repositories["api"].${problems[0]}`]);
  });

  it("are reported all at once", () => {
    const lines = ofRules({ tagPatterns: ["!a", "b c"], keepNewest: -1 }, { tagStatus: "some" });
    expect(lines.map((line) => line.replace(/ is .*/, ""))).toEqual([
      "lifecycleRules[0].tagPatterns[0]",
      "lifecycleRules[0].tagPatterns[1]",
      "lifecycleRules[0].keepNewest",
      "lifecycleRules[0].keepNewest",
      "lifecycleRules[1].tagStatus",
    ]);
  });
});

describe("the rules between lifecycle rules", () => {
  it("any comes last", () => {
    expect(ofRules(ANY, { tagStatus: "untagged", expireAfterDays: 1 })).toEqual([
      'lifecycleRules[0].tagStatus is "any": must be "any" in the last rule only: ECR refuses a rule after it (Amazon ECR User Guide, Lifecycle policy properties)',
    ]);
    expect(ofRules({ tagStatus: "untagged", expireAfterDays: 1 }, ANY)).toEqual([]);
  });

  it.each(["any", "untagged"])("one rule for %s, and one for the archive", (tagStatus) => {
    const archive = { tagStatus, expireAfterDaysArchived: 365 };
    expect(ofRules({ tagStatus, archiveAfterDaysUnpulled: 9 }, archive)).toEqual([]);
    expect(
      ofRules({ tagStatus, keepNewest: 9 }, archive, { tagStatus, expireAfterDays: 9 }),
    ).toEqual([
      `lifecycleRules[2].tagStatus is "${tagStatus}": must be "${tagStatus}" in one rule only, besides one for the archive (Amazon ECR User Guide, Lifecycle policy evaluation rules)`,
    ]);
    expect(ofRules(archive, archive)).toHaveLength(1);
  });

  it.each<[string, object, object, string]>([
    [
      "a wider prefix",
      { tagPrefixes: ["v"], expireAfterDays: 1 },
      { tagPatterns: ["w*", "v1.*"], keepForever: true },
      'lifecycleRules[1].tagPatterns[1] is "v1.*": must come before "v", or be left out',
    ],
    [
      "a wider pattern",
      { tagPatterns: ["*-rc*"], keepNewest: 1 },
      { tagPrefixes: ["v1-rc"], keepForever: true },
      'lifecycleRules[1].tagPrefixes[0] is "v1-rc": must come before "*-rc*"',
    ],
  ])("a rule is reached: not after %s", (_, first, second, problem) => {
    expect(ofRules(second, first)).toEqual([]);
    const problems = ofRules(first, second);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it("a pattern is in one rule", () => {
    const V = { tagPatterns: ["v*"] };
    expect(ofRules({ ...V, expireAfterDays: 1 }, { ...V, keepForever: true })).toEqual([
      expect.stringContaining(
        'lifecycleRules[1].tagPatterns[0] is "v*": must come before "v*", or be left out',
      ),
    ]);
  });

  it("a tag is listed once in a rule, too", () => {
    expect(ofRules({ tagPrefixes: ["a", "ab"], expireAfterDays: 1 })).toEqual([
      'lifecycleRules[0].tagPrefixes[1] is "ab": must come before "a", or be left out: every image that it fits is decided there (Amazon ECR User Guide, Lifecycle policy evaluation rules)',
    ]);
  });

  it("the archive has patterns of its own", () => {
    expect(
      ofRules(
        { tagPatterns: ["v*"], archiveAfterDaysUnpulled: 30 },
        { tagPatterns: ["v*"], expireAfterDaysArchived: 90 },
      ),
    ).toEqual([]);
  });

  it("50 rules of ECR, each prefix and pattern being one", () => {
    const prefixes = { tagPrefixes: numbered(49), expireAfterDays: 1 };
    expect(ofRules(prefixes, ANY)).toEqual([]);
    expect(ofRules(prefixes, { tagPatterns: ["zz"], keepNewest: 1 }, ANY)).toEqual([
      'lifecycleRules is "51 rules of ECR": must be at most 50 rules of ECR: each prefix and each pattern counts as one (Amazon ECR User Guide, Service quotas)',
    ]);
  });

  it("30,720 characters", () => {
    const rules = (length: number) => ({
      tagPrefixes: numbered(50, 200),
      expireAfterDays: 1,
      description: "d".repeat(length),
    });
    const { length } = JSON.stringify(lifecyclePolicyOf([rules(0)])).replaceAll(
      '"rulePriority"',
      '"description":"","rulePriority"',
    );
    const most = Math.floor((30_720 - length) / 50);
    expect(ofRules(rules(most))).toEqual([]);
    expect(ofRules(rules(most + 1))).toEqual([
      expect.stringMatching(
        /^lifecycleRules is "307\d\d characters of JSON": must be at most 30720 characters of JSON \(ECR API, PutLifecyclePolicy\)$/,
      ),
    ]);
  });
});

describe("which lifecycle applies", () => {
  const COUNT = { maxImageCount: 9 };
  const RULES = { lifecycleRules: [ANY] };
  const POLICY = {
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 3 },
        action: { type: "expire" },
      },
    ],
  };

  it.each<[string, object]>([
    ["an environment", { ...COUNT, ...RULES }],
    ["a repository", { repositories: [{ ...API, ...COUNT, ...RULES }] }],
  ])("a count and rules exclude each other in %s", (_, settings) => {
    expect(problemsOf(settings)).toEqual([
      expect.stringMatching(
        /lifecycleRules is \[ \{.*must not be combined with a maxImageCount of 9: a repository has one lifecycle policy \(ECR API, PutLifecyclePolicy\)$/,
      ),
    ]);
  });

  it("a count of 0 goes with rules, and a count with no rules", () => {
    expect(problemsOf({ maxImageCount: 0, ...RULES })).toEqual([]);
    expect(problemsOf({ maxImageCount: null, ...RULES })).toEqual([]);
    expect(problemsOf({ ...COUNT, lifecycleRules: [] })).toEqual([]);
  });

  it("a repository's own policy excludes its count and rules, not the environment's", () => {
    expect(ofRepository({ lifecyclePolicy: POLICY }, COUNT)).toEqual([]);
    expect(ofRepository({ lifecyclePolicy: POLICY }, RULES)).toEqual([]);
    expect(ofRepository({ lifecyclePolicy: POLICY, ...COUNT })).toEqual([
      expect.stringContaining("must not be combined with a maxImageCount of 9"),
    ]);
    expect(ofRepository({ lifecyclePolicy: POLICY, ...RULES })).toEqual([
      expect.stringContaining("must not be combined with lifecycleRules"),
    ]);
  });

  it("unmanaged excludes the rules that apply", () => {
    const unmanaged = { lifecyclePolicy: "unmanaged" };
    expect(ofRepository(unmanaged, RULES)).toEqual([
      expect.stringContaining(
        'lifecyclePolicy is "unmanaged": must not be combined with rules in lifecycleRules: the policy in AWS would be overwritten. Set `lifecycleRules: []` for this repository',
      ),
    ]);
    expect(ofRepository({ ...unmanaged, lifecycleRules: [] }, RULES)).toEqual([]);
    expect(ofRepository({ ...unmanaged, maxImageCount: 0 }, RULES)).toEqual([]);
    expect(ofRepository({ ...unmanaged, ...RULES })).toHaveLength(1);
  });

  it.each<[string, Partial<RepositorySettings>, object, unknown]>([
    ["nothing", {}, { maxImageCount: 0, lifecycleRules: [] }, undefined],
    ["the environment's count", {}, { ...COUNT, lifecycleRules: [] }, 9],
    ["the environment's rules", {}, { maxImageCount: 0, ...RULES }, 5],
    ["its own count", { maxImageCount: 2 }, { maxImageCount: 0, ...RULES }, 2],
    ["no count of its own", { maxImageCount: 0 }, { maxImageCount: 0, ...RULES }, undefined],
    [
      "its own rules",
      { lifecycleRules: [{ tagStatus: "any", keepNewest: 7 }] },
      { ...COUNT, lifecycleRules: [] },
      7,
    ],
    ["no rules of its own", { lifecycleRules: [] }, { ...COUNT, lifecycleRules: [] }, undefined],
    ["its own policy", { lifecyclePolicy: POLICY }, { ...COUNT, lifecycleRules: [] }, 3],
    [
      "its own policy as text",
      { lifecyclePolicy: JSON.stringify(POLICY) },
      { maxImageCount: 0, ...RULES },
      3,
    ],
  ])("%s", (_, own, environment, count) => {
    const policy = lifecyclePolicy(
      lifecycleOf({ ...API, ...own }, environment as { maxImageCount: number; lifecycleRules: [] }),
    ) as typeof POLICY | undefined;
    expect(policy?.rules[0]?.selection.countNumber).toBe(count);
  });
});

describe("the lifecycle policy of rules", () => {
  it("has a rule of ECR for each prefix and pattern, in the order of the settings", () => {
    expect(
      lifecyclePolicyOf([
        { tagPatterns: ["v*", "latest"], keepForever: true },
        { tagPrefixes: ["ci-"], expireAfterDays: 14, description: "Builds" },
        { tagStatus: "untagged", expireAfterDays: 1 },
        { tagPrefixes: ["x"], keepNewest: 2, description: "" },
        { tagStatus: "any", archiveAfterDaysUnpulled: 30 },
        { tagStatus: "any", expireAfterDaysArchived: 90 },
      ]),
    ).toEqual({
      rules: [
        rule(1, "Keep all images tagged v*", {
          tagStatus: "tagged",
          tagPatternList: ["v*"],
          countType: "imageCountMoreThan",
          countNumber: 999_999,
        }),
        rule(2, "Keep all images tagged latest", {
          tagStatus: "tagged",
          tagPatternList: ["latest"],
          countType: "imageCountMoreThan",
          countNumber: 999_999,
        }),
        rule(3, "Builds", {
          tagStatus: "tagged",
          tagPrefixList: ["ci-"],
          countType: "sinceImagePushed",
          countUnit: "days",
          countNumber: 14,
        }),
        rule(4, "Expire untagged images after 1 day", {
          tagStatus: "untagged",
          countType: "sinceImagePushed",
          countUnit: "days",
          countNumber: 1,
        }),
        {
          rulePriority: 5,
          selection: {
            tagStatus: "tagged",
            tagPrefixList: ["x"],
            countType: "imageCountMoreThan",
            countNumber: 2,
          },
          action: { type: "expire" },
        },
        {
          ...rule(6, "Archive images not pulled for 30 days", {
            tagStatus: "any",
            countType: "sinceImagePulled",
            countUnit: "days",
            countNumber: 30,
          }),
          action: { type: "transition", targetStorageClass: "archive" },
        },
        rule(7, "Expire images after 90 days in the archive", {
          tagStatus: "any",
          storageClass: "archive",
          countType: "sinceImageTransitioned",
          countUnit: "days",
          countNumber: 90,
        }),
      ],
    });
  });

  it("of one count is the documented one, to the byte", () => {
    const documented = lifecyclePolicy({ maxImageCount: 30, lifecycleRules: [] });
    const rules = [{ tagStatus: "any", keepNewest: 30 }] as const;
    expect(JSON.stringify(lifecyclePolicyOf(rules))).toBe(JSON.stringify(documented));
  });

  it("has its keys in alphabetical order", () => {
    const text = JSON.stringify(
      lifecyclePolicyOf([
        { tagPatterns: ["v*"], archiveAfterDaysUnpulled: 9 },
        { tagPrefixes: ["v"], expireAfterDaysArchived: 99 },
      ]),
    );
    const sorted = JSON.stringify(JSON.parse(text), (_, value) =>
      typeof value === "object" && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    );
    expect(text).toBe(sorted);
  });

  function rule(rulePriority: number, description: string, selection: object) {
    return { rulePriority, description, selection, action: { type: "expire" } };
  }
});
