import { describe, expect, it } from "vitest";
import { checkEnvironment } from "../settings/check-environment.ts";
import { problemLines } from "./support/problem-lines.ts";

const PATH = 'repositories["api"].lifecyclePolicy';
const COUNT = { countType: "imageCountMoreThan", countNumber: 1 };
const AGE = { countType: "sinceImagePushed", countUnit: "days", countNumber: 1 };
const ARCHIVED = {
  storageClass: "archive",
  countType: "sinceImageTransitioned",
  countUnit: "days",
  countNumber: 90,
};
const EXPIRE = { type: "expire" };
const ARCHIVE = { type: "transition", targetStorageClass: "archive" };
const UNPULLED = { countType: "sinceImagePulled", countUnit: "days", countNumber: 1 };

const ruleOf = (selection: object, action: object = EXPIRE, rulePriority: unknown = 1) => ({
  rulePriority,
  selection: { tagStatus: "any", ...selection },
  action,
});

/** The problems of a repository's lifecycle policy, without the setting's name. */
function problemsOf(lifecyclePolicy: unknown): string[] {
  const repositories = [{ component: "api", name: "api", purpose: "API", lifecyclePolicy }];
  const input = { environment: "qa", repositories } as Parameters<typeof checkEnvironment>[1];
  return problemLines(checkEnvironment("qa", input).problems).map((line) =>
    line.replace(`qa.${PATH}`, ""),
  );
}
const ofRules = (...rules: unknown[]) => problemsOf({ rules });

describe("a lifecycle policy as JSON", () => {
  it.each<[rule: string, good: object, bad: object, problem: string]>([
    [
      "known keys",
      { ...ruleOf(COUNT), description: "x" },
      { ...ruleOf(COUNT), priority: 1 },
      ".rules[0].priority is 1: must be one of the keys rulePriority, description, selection, action",
    ],
    [
      "a priority",
      ruleOf(COUNT),
      ruleOf(COUNT, EXPIRE, 0),
      ".rulePriority is 0: must be a whole number from 1 to 2147483647",
    ],
    [
      "a count",
      ruleOf(COUNT),
      ruleOf({ ...COUNT, countNumber: "1" }),
      'selection.countNumber is "1": must be a number',
    ],
    [
      "tagStatus",
      ruleOf({ ...COUNT, tagStatus: "untagged" }),
      ruleOf({ ...COUNT, tagStatus: "all" }),
      'selection.tagStatus is "all": must be "any" or "tagged" or "untagged"',
    ],
    [
      "tags with tagged",
      ruleOf({ ...COUNT, tagStatus: "tagged", tagPrefixList: ["v"] }),
      ruleOf({ ...COUNT, tagStatus: "tagged" }),
      'selection.tagStatus is "tagged": must be "tagged" with exactly one of tagPrefixList and tagPatternList, or another without them',
    ],
    [
      "no tags with any",
      ruleOf({ ...COUNT, tagStatus: "tagged", tagPatternList: ["v*", "*w"] }),
      ruleOf({ ...COUNT, tagPatternList: ["v*"] }),
      'selection.tagStatus is "any": must be "tagged" with exactly one',
    ],
    [
      "one list",
      ruleOf({ ...COUNT, tagStatus: "tagged", tagPatternList: ["v*"] }),
      ruleOf({ ...COUNT, tagStatus: "tagged", tagPatternList: ["v*"], tagPrefixList: ["v"] }),
      "with exactly one of tagPrefixList and tagPatternList",
    ],
    [
      "four wildcards",
      ruleOf({ ...COUNT, tagStatus: "tagged", tagPatternList: ["*1*2*3*"] }),
      ruleOf({ ...COUNT, tagStatus: "tagged", tagPatternList: ["*1*2*3*4*"] }),
      'selection.tagPatternList[0] is "*1*2*3*4*": must be letters',
    ],
    [
      "no unit with a count",
      ruleOf(COUNT),
      ruleOf({ ...COUNT, countUnit: "days" }),
      'selection.countUnit is "days": must be "days" with an age, and left out with imageCountMoreThan',
    ],
    [
      "a unit with an age",
      ruleOf(AGE),
      ruleOf({ ...AGE, countUnit: undefined }),
      'selection.countUnit is not set: must be "days" with an age',
    ],
    [
      "the storage class only if the provider sees it",
      ruleOf({ ...AGE, storageClass: "standard" }),
      ruleOf({ ...AGE, storageClass: "archive" }),
      'selection.storageClass is "archive": must be "archive" with sinceImageTransitioned and with no other countType: version 5 of the AWS provider does not see a change of the storage class alone (Terraform AWS provider 5.100, lifecycle policies)',
    ],
    [
      "the archive with its age",
      ruleOf(ARCHIVED),
      ruleOf({ ...ARCHIVED, storageClass: undefined }),
      'selection.storageClass is not set: must be "archive" with sinceImageTransitioned',
    ],
    [
      "90 days in the archive",
      ruleOf(ARCHIVED),
      ruleOf({ ...ARCHIVED, countNumber: 89 }),
      "selection.countNumber is 89: must be 90 or more with sinceImageTransitioned",
    ],
    [
      "an archive to move to",
      ruleOf(UNPULLED, ARCHIVE),
      ruleOf(UNPULLED, { type: "transition" }),
      'action.targetStorageClass is not set: must be "archive" with the type transition, and left out with expire',
    ],
    [
      "no archive with expire",
      ruleOf(COUNT),
      ruleOf(COUNT, { ...EXPIRE, targetStorageClass: "archive" }),
      'must be "archive" with the type transition',
    ],
    [
      "pulls only archive",
      ruleOf(UNPULLED, ARCHIVE),
      ruleOf(UNPULLED),
      'action.type is "expire": must be "transition" with sinceImagePulled: ECR expires no image by its last pull',
    ],
    [
      "the archive only expires",
      ruleOf(ARCHIVED),
      ruleOf(ARCHIVED, ARCHIVE),
      'action.type is "transition": must be "expire" with sinceImageTransitioned',
    ],
  ])("%s", (_, good, bad, problem) => {
    expect(ofRules(good)).toEqual([]);
    const problems = ofRules(bad);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
    expect(problemsOf(JSON.stringify({ rules: [good] }))).toEqual([]);
  });

  it("has each priority once", () => {
    expect(
      ofRules(ruleOf({ ...COUNT, tagStatus: "untagged" }, EXPIRE, 3), ruleOf(COUNT, EXPIRE, 3)),
    ).toEqual([
      ".rules[1].rulePriority is 3: must be that of one rule only (Amazon ECR User Guide, Lifecycle policy properties)",
    ]);
  });

  it("has any at the highest number, wherever it stands", () => {
    const untagged = { ...COUNT, tagStatus: "untagged" };
    expect(ofRules(ruleOf(COUNT, EXPIRE, 9), ruleOf(untagged, EXPIRE, 2))).toEqual([]);
    expect(ofRules(ruleOf(COUNT, EXPIRE, 1), ruleOf(untagged, EXPIRE, 2))).toEqual([
      expect.stringContaining(
        '.rules[0].selection.tagStatus is "any": must be "any" in the last rule only',
      ),
    ]);
  });

  it("has untagged once", () => {
    const untagged = { ...COUNT, tagStatus: "untagged" };
    expect(
      ofRules(ruleOf(untagged, EXPIRE, 1), ruleOf({ ...untagged, ...AGE }, EXPIRE, 2)),
    ).toEqual([expect.stringContaining('must be "untagged" in one rule only')]);
  });

  it("has 1 to 50 rules", () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        ruleOf({ ...COUNT, tagStatus: "tagged", tagPrefixList: [`${index}`] }, EXPIRE, index + 1),
      );
    expect(ofRules(...many(50))).toEqual([]);
    expect(ofRules(...many(51))).toEqual([
      '.rules is "51 rules": must be 1 to 50 rules (Amazon ECR User Guide, Service quotas)',
    ]);
    expect(ofRules()).toEqual([expect.stringContaining('.rules is "0 rules"')]);
  });

  it("has 30,720 characters", () => {
    const described = (length: number) => ({ ...ruleOf(COUNT), description: "d".repeat(length) });
    const { length } = JSON.stringify({ rules: [described(0)] });
    expect(ofRules(described(30_720 - length))).toEqual([]);
    expect(ofRules(described(30_721 - length))).toEqual([
      ' is "30721 characters of JSON": must be at most 30720 characters of JSON (ECR API, PutLifecyclePolicy)',
    ]);
  });

  it("names a wrong key beside a missing one", () => {
    expect(problemsOf({ Rules: [] })).toEqual([
      expect.stringContaining(".rules is not set: must be a list of rules"),
      expect.stringContaining(".Rules is []: must be one of the keys rules"),
    ]);
  });

  it.each(["{", "[]", "null", 7, null, [], { rules: {} }])("is one: %j is not", (policy) => {
    expect(problemsOf(policy)).toHaveLength(1);
  });
});
