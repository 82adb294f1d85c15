import { Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { checkEnvironment } from "../settings/check-environment.ts";
import type { EnvironmentSettings } from "../settings/environment-settings.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { keepLast, pullFrom } from "./support/document.ts";
import { problemLines } from "./support/problem-lines.ts";

const API: RepositorySettings = { component: "api", name: "api", purpose: "Public API" };
const WEB: RepositorySettings = { component: "web", name: "web", purpose: "Web application" };

const problemsOf = (repositories: unknown, settings: Partial<EnvironmentSettings> = {}) =>
  problemLines(
    checkEnvironment("qa", {
      environment: "qa",
      ...settings,
      repositories: repositories as readonly RepositorySettings[],
    }).problems,
  );

const resourcesOf = (settings: Partial<EnvironmentSettings>) =>
  JSON.parse(
    Testing.synth(
      new EnvironmentStack(Testing.app(), "qa", { environment: "qa", ...settings }),
      true,
    ),
  ).resource;

describe("the rules of an image", () => {
  it.each<[rule: string, good: object, bad: object, problem: string]>([
    [
      "component: an address",
      { component: "Api_v-2" },
      { component: "2api" },
      'repositories["2api"].component is "2api": must be 1 to 64 letters, digits',
    ],
    ["component: no dot", { component: "a" }, { component: "a.b" }, "must be 1 to 64 letters"],
    [
      "component: length",
      { component: "a".repeat(64) },
      { component: "a".repeat(65) },
      "must be 1 to 64 letters",
    ],
    [
      "component: set",
      { component: "a" },
      { component: undefined },
      "repositories[0].component is not set: must be a string",
    ],
    [
      "name: ECR's",
      { name: "team/api.v2" },
      { name: "Api" },
      'repositories["api"].name is "Api": must be segments',
    ],
    [
      "name: length",
      { name: "a".repeat(253) },
      { name: "a".repeat(254) },
      "must give a full name of 2 to 256 characters, not 257",
    ],
    [
      "name: length, if no environment fits before it",
      { name: "a".repeat(253) },
      { name: "a".repeat(300) },
      "must give a full name of 2 to 256 characters, not 303",
    ],
    [
      "name: at least two characters",
      { name: "ab", shared: true },
      { name: "a", shared: true },
      "must give a full name of 2 to 256 characters, not 1",
    ],
    [
      "shared: a boolean",
      { shared: false },
      { shared: "yes" },
      'repositories["api"].shared is "yes": must be true or false',
    ],
    [
      "purpose: set",
      { purpose: "x" },
      { purpose: undefined },
      'repositories["api"].purpose is not set: must be a string',
    ],
    [
      "formerly: an address",
      { formerly: "old" },
      { formerly: "o.ld" },
      'repositories["api"].formerly is "o.ld": must be 1 to 64 letters',
    ],
    [
      "formerly: another one",
      { formerly: "old" },
      { formerly: "api" },
      'repositories["api"].formerly is "api": must not be the component itself',
    ],
    [
      "formerly: a list",
      { formerly: ["old", "older"] },
      { formerly: 1 },
      'repositories["api"].formerly is 1: must be a string or a list of strings',
    ],
    [
      "formerly: a list of addresses",
      { formerly: [] },
      { formerly: ["old", "o.ld"] },
      'repositories["api"].formerly[1] is "o.ld": must be 1 to 64 letters',
    ],
    [
      "formerly: a list of strings",
      { formerly: ["old"] },
      { formerly: [null] },
      'repositories["api"].formerly[0] is null: must be a string',
    ],
    [
      "formerly: each once",
      { formerly: ["old", "older"] },
      { formerly: ["old", "older", "old"] },
      'repositories["api"].formerly[2] is "old": must be listed once',
    ],
    [
      "maxImageCount",
      { maxImageCount: null },
      { maxImageCount: 1001 },
      'repositories["api"].maxImageCount is 1001: must be null or a whole number from 0 to 1000',
    ],
    [
      "imageTagMutability",
      { imageTagMutability: "MUTABLE" },
      { imageTagMutability: "mutable" },
      'repositories["api"].imageTagMutability is "mutable": must be MUTABLE or IMMUTABLE',
    ],
    [
      "scanOnPush",
      { scanOnPush: false },
      { scanOnPush: null },
      'repositories["api"].scanOnPush is null: must be true or false',
    ],
    [
      "crossAccountIds",
      { crossAccountIds: [] },
      { crossAccountIds: ["1"] },
      'repositories["api"].crossAccountIds[0] is "1": must be 12 digits',
    ],
    [
      "crossAccountIds: others",
      { crossAccountIds: ["111111111111"] },
      { crossAccountIds: ["222222222222"] },
      'repositories["api"].crossAccountIds[0] is "222222222222": must not be the environment\'s own account',
    ],
    [
      "tags",
      { tags: { a: "b" } },
      { tags: { a: "*" } },
      'repositories["api"].tags["a"] is "*": must have a value',
    ],
    [
      "lifecyclePolicy",
      { lifecyclePolicy: "unmanaged" },
      { lifecyclePolicy: "managed" },
      'repositories["api"].lifecyclePolicy is "managed": must be "unmanaged", or a lifecycle policy as an object or JSON text',
    ],
    [
      "repositoryPolicy",
      { repositoryPolicy: "unmanaged" },
      { repositoryPolicy: null },
      'repositories["api"].repositoryPolicy is null: must be "unmanaged", a policy as an object or as JSON text, or left out',
    ],
    [
      "repositoryPolicy: its word",
      { repositoryPolicy: "unmanaged" },
      { repositoryPolicy: "managed" },
      'repositories["api"].repositoryPolicy is "managed": must be "unmanaged", a policy',
    ],
    [
      "nothing that replaces it",
      {},
      { encryptionType: "KMS" },
      'repositories["api"].encryptionType is "KMS": must be one of the settings component, name',
    ],
  ])("%s", (_rule, good, bad, problem) => {
    const account = { accountId: "222222222222", enableCrossAccountAccess: true };
    expect(
      problemsOf([{ ...API, name: "api", shared: false, ...good }, { ...WEB }], {
        createThirdpartyRepos: true,
        ...account,
      }),
    ).toEqual([]);
    const problems = problemsOf([{ ...API, ...bad }, WEB], {
      createThirdpartyRepos: true,
      ...account,
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`qa.${problem}`.replace(/^qa\.must/, "must"));
  });

  it("hold for a list", () => {
    expect(problemsOf({})).toEqual([
      expect.stringContaining("qa.repositories is {}: must be a list of objects"),
    ]);
    expect(problemsOf(["api"])).toEqual([
      'qa.repositories[0] is "api": must be an object (README, Settings)',
    ]);
    expect(problemsOf([null, { ...API, name: "A" }, { ...WEB, component: "1" }])).toEqual([
      expect.stringContaining("qa.repositories[0] is null: must be an object"),
      expect.stringContaining('qa.repositories["api"].name is "A"'),
      expect.stringContaining('qa.repositories["1"].component is "1"'),
    ]);
  });

  it("no two images are in each other's way", () => {
    expect(problemsOf([API, { ...WEB, component: "api" }])).toEqual([
      expect.stringContaining('qa.repositories[1].component is "api": must differ from'),
    ]);
    expect(problemsOf([API, { ...WEB, name: "api" }])).toEqual([
      'qa.repositories["web"].name is "api": must give a full name that no earlier repository has, not qa/api (ECR API, RepositoryAlreadyExistsException)',
    ]);
    const shared = { ...WEB, name: "qa/api", shared: true };
    expect(problemsOf([API, shared])).toEqual([]);
    expect(problemsOf([API, shared], { createThirdpartyRepos: true })).toHaveLength(1);
    expect(problemsOf([API, { ...WEB, name: "api", shared: true }])).toEqual([]);
  });

  it("no former name is another image's", () => {
    const clash = "must not be a component of another repository, now or formerly";
    expect(
      problemsOf([
        { ...API, formerly: ["old", "web"] },
        { ...WEB, formerly: ["api", "web", "fine", "old"] },
      ]),
    ).toEqual([
      expect.stringContaining(`qa.repositories["api"].formerly[1] is "web": ${clash}`),
      expect.stringContaining(`qa.repositories["web"].formerly[0] is "api": ${clash}`),
      expect.stringContaining(
        'qa.repositories["web"].formerly[1] is "web": must not be the component',
      ),
      expect.stringContaining(`qa.repositories["web"].formerly[3] is "old": ${clash}`),
    ]);
  });

  it("are all told at once, those between images too", () => {
    expect(
      problemsOf([
        { ...API, formerly: "old", maxImageCount: -1 },
        { ...WEB, formerly: ["o.ld", "old"] },
        { ...WEB, name: "w" },
        null,
      ]),
    ).toEqual([
      expect.stringContaining('qa.repositories["api"].maxImageCount is -1'),
      expect.stringContaining('qa.repositories["web"].formerly[0] is "o.ld": must be 1 to 64'),
      expect.stringContaining("qa.repositories[3] is null: must be an object"),
      expect.stringContaining('qa.repositories[2].component is "web": must differ from'),
      expect.stringContaining(
        'qa.repositories["web"].formerly[1] is "old": must not be a component',
      ),
    ]);
  });

  it("an environment has a repository at least", () => {
    const shared = [{ ...API, shared: true }];
    expect(problemsOf(shared, { createThirdpartyRepos: true })).toEqual([]);
    for (const repositories of [[], shared]) {
      expect(problemsOf(repositories)).toEqual([
        `qa.repositories is ${repositories.length === 0 ? "[]" : "[ 'api' ]"}: must contain at least one repository that this environment creates (README, Your own repositories)`,
      ]);
    }
  });

  it("a policy of the image's own fits", () => {
    const crossAccountIds = Array.from({ length: 305 }, (_, index) => `${100000000000 + index}`);
    expect(problemsOf([{ ...API, crossAccountIds }], { enableCrossAccountAccess: true })).toEqual([
      expect.stringContaining(
        'qa.repositories["api"].crossAccountIds is "305 accounts": must be at most 304',
      ),
    ]);
  });

  it("an image's tags count with the environment's", () => {
    const many = (prefix: string, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, ""]));
    const settings = { environment: "qa", tags: many("e", 40) };
    const stackOf = (count: number) =>
      new EnvironmentStack(Testing.app(), "qa", {
        ...settings,
        repositories: [{ ...API, tags: many("i", count) }],
      });
    expect(stackOf(8).node.validate()).toEqual([]);
    expect(stackOf(9).node.validate()).toEqual([
      expect.stringContaining('qa.repositories["api"].tags is "51 with the environment\'s'),
    ]);
  });
});

describe("an image's own settings", () => {
  const environment = {
    maxImageCount: 10,
    enableCrossAccountAccess: true,
    crossAccountIds: ["111111111111"],
    tags: { Team: "platform", Tier: "1" },
  };

  it("take the place of the environment's, for that image alone", () => {
    const own: Partial<RepositorySettings> = {
      maxImageCount: 3,
      imageTagMutability: "MUTABLE",
      scanOnPush: false,
      crossAccountIds: ["222222222222"],
      tags: { Tier: "2", Component: "x" },
    };
    const resource = resourcesOf({ ...environment, repositories: [{ ...API, ...own }, WEB] });
    expect(resource.aws_ecr_repository.api).toMatchObject({
      image_tag_mutability: "MUTABLE",
      image_scanning_configuration: { scan_on_push: false },
      tags: { Team: "platform", Tier: "2", Component: "api", Environment: "qa" },
    });
    expect(JSON.parse(resource.aws_ecr_lifecycle_policy.api.policy)).toEqual(keepLast(3));
    expect(JSON.parse(resource.aws_ecr_repository_policy.api.policy)).toEqual(
      pullFrom("arn:aws:iam::222222222222:root"),
    );
    expect(resource.aws_ecr_repository.web).toMatchObject({
      image_tag_mutability: "IMMUTABLE",
      image_scanning_configuration: { scan_on_push: true },
      tags: { Team: "platform", Tier: "1", Component: "web", Environment: "qa" },
    });
    expect(JSON.parse(resource.aws_ecr_lifecycle_policy.web.policy)).toEqual(keepLast(10));
    expect(JSON.parse(resource.aws_ecr_repository_policy.web.policy)).toEqual(
      pullFrom("arn:aws:iam::111111111111:root"),
    );
  });

  it.each([
    ["no lifecycle policy", { maxImageCount: null }, "aws_ecr_lifecycle_policy"],
    ["no repository policy", { crossAccountIds: [] }, "aws_ecr_repository_policy"],
  ])("can leave it with %s", (_what, own, type) => {
    const resource = resourcesOf({ ...environment, repositories: [{ ...API, ...own }, WEB] });
    expect(Object.keys(resource[type])).toEqual(["web"]);
  });

  it("do not count where they are undefined", () => {
    const own = { maxImageCount: undefined } as unknown as Partial<RepositorySettings>;
    const resource = resourcesOf({ ...environment, repositories: [{ ...API, ...own }] });
    expect(JSON.parse(resource.aws_ecr_lifecycle_policy.api.policy)).toEqual(keepLast(10));
  });

  it("have any component for an address, even one that JavaScript knows", () => {
    const components = ["constructor", "toString", "hasOwnProperty", "valueOf"];
    const entries = components.map((component) => ({
      component,
      name: component.toLowerCase(),
      purpose: "",
    }));
    const { aws_ecr_repository: repositories } = resourcesOf({ repositories: entries });
    expect(Object.keys(repositories)).toEqual(components.toSorted());
  });
});

describe("a renamed component", () => {
  const synthesized = (
    formerly: RepositorySettings["formerly"],
    settings: Partial<EnvironmentSettings> = {},
  ) =>
    JSON.parse(
      Testing.synth(
        new EnvironmentStack(Testing.app(), "qa", {
          environment: "qa",
          repositories: [{ ...API, ...(formerly !== undefined && { formerly }) }, WEB],
          ...settings,
        }),
      ),
    );

  it("moves its repository and each policy from one name to the next", () => {
    const policies = {
      maxImageCount: 1,
      enableCrossAccountAccess: true,
      crossAccountIds: ["111111111111"],
    };
    const { moved, terraform } = synthesized(["first", "second"], policies);
    expect(moved).toEqual(
      ["aws_ecr_repository", "aws_ecr_lifecycle_policy", "aws_ecr_repository_policy"].flatMap(
        (type) => [
          { from: `${type}.first`, to: `${type}.second` },
          { from: `${type}.second`, to: `${type}.api` },
        ],
      ),
    );
    expect(terraform.required_version).toBe(">= 1.1");
  });

  it("may have one former name, without a list", () => {
    expect(synthesized("first")).toEqual(synthesized(["first"]));
    expect(synthesized("first").moved).toEqual([
      { from: "aws_ecr_repository.first", to: "aws_ecr_repository.api" },
    ]);
  });

  it.each([[[]], [undefined]])("has nothing to move without a former name: %o", (formerly) => {
    const { moved, terraform } = synthesized(formerly);
    expect(moved).toBeUndefined();
    expect(terraform.required_version).toBe(">= 1.0");
  });
});

describe("a policy that is left alone in AWS", () => {
  const LIFECYCLE = { ...API, lifecyclePolicy: "unmanaged" };
  const ACCESS = { ...API, repositoryPolicy: "unmanaged" };
  const PULL = { enableCrossAccountAccess: true, crossAccountIds: ["111111111111"] };

  it.each<[string, Partial<RepositorySettings>, Partial<EnvironmentSettings>]>([
    ["the environment's count is 0", {}, { maxImageCount: 0 }],
    ["the environment's count is null", {}, { maxImageCount: null }],
    ["its own count is 0", { maxImageCount: 0 }, { maxImageCount: 10 }],
    ["its own count is null", { maxImageCount: null }, { maxImageCount: 10 }],
  ])("gets no lifecycle policy, as %s", (_why, own, settings) => {
    const repositories = [
      { ...LIFECYCLE, ...own } as RepositorySettings,
      { ...WEB, maxImageCount: 1 },
    ];
    expect(problemsOf(repositories, settings)).toEqual([]);
    expect(
      Object.keys(resourcesOf({ ...settings, repositories }).aws_ecr_lifecycle_policy),
    ).toEqual(["web"]);
  });

  it.each<[string, Partial<RepositorySettings>, Partial<EnvironmentSettings>]>([
    ["the environment's list is empty", {}, { enableCrossAccountAccess: true }],
    ["its own list is empty", { crossAccountIds: [] }, PULL],
    ["the access is off", {}, { ...PULL, enableCrossAccountAccess: false }],
  ])("gets no repository policy, as %s", (_why, own, settings) => {
    const repositories = [
      { ...ACCESS, ...own } as RepositorySettings,
      { ...WEB, crossAccountIds: ["222222222222"] },
    ];
    expect(problemsOf(repositories, settings)).toEqual([]);
    expect(
      Object.keys(resourcesOf({ ...settings, repositories }).aws_ecr_repository_policy ?? {}),
    ).toEqual(settings.enableCrossAccountAccess ? ["web"] : []);
  });

  const lifecycleProblem = (count: number) =>
    `qa.repositories["api"].lifecyclePolicy is "unmanaged": must not be combined with a maxImageCount of ${count}: the policy in AWS would be overwritten. Set \`maxImageCount: 0\` for this repository, or remove "unmanaged" and review the plan with \`artos-ecr review\` (README, Your own repositories)`;
  const ACCESS_PROBLEM =
    'qa.repositories["api"].repositoryPolicy is "unmanaged": must not be combined with accounts in crossAccountIds: the policy in AWS would be overwritten. Set `crossAccountIds: []` for this repository, or remove "unmanaged" and review the plan with `artos-ecr review` (README, Your own repositories)';

  it.each<[string, object, Partial<EnvironmentSettings>, string]>([
    ["the environment's count", LIFECYCLE, { maxImageCount: 10 }, lifecycleProblem(10)],
    ["a count of its own", { ...LIFECYCLE, maxImageCount: 1 }, {}, lifecycleProblem(1)],
    ["the environment's accounts", ACCESS, PULL, ACCESS_PROBLEM],
    [
      "accounts of its own",
      { ...ACCESS, crossAccountIds: ["222222222222", "333333333333"] },
      { enableCrossAccountAccess: true },
      ACCESS_PROBLEM,
    ],
  ])("is not overwritten by %s", (_what, image, settings, problem) => {
    expect(problemsOf([image, WEB], settings)).toEqual([problem]);
  });

  it("is told of with every other problem", () => {
    const both = { ...LIFECYCLE, ...ACCESS };
    expect(
      problemsOf([both, { ...both, component: "b", name: "b" }], {
        ...PULL,
        maxImageCount: 10,
        region: "moon",
      }),
    ).toEqual([
      expect.stringContaining("qa.region is"),
      lifecycleProblem(10),
      lifecycleProblem(10).replace('"api"', '"b"'),
      ACCESS_PROBLEM,
      ACCESS_PROBLEM.replace('"api"', '"b"'),
    ]);
  });

  it("of a shared repository is of the environment that makes it", () => {
    const shared = { ...LIFECYCLE, ...ACCESS, shared: true };
    const settings = { ...PULL, maxImageCount: 10 };
    expect(problemsOf([shared, WEB], settings)).toEqual([]);
    expect(problemsOf([shared, WEB], { ...settings, createThirdpartyRepos: true })).toHaveLength(2);
  });

  it.each(["lifecyclePolicy", "repositoryPolicy"])(
    "is one that is said to be: undefined %s",
    (policy) => {
      const repositories = [{ ...API, [policy]: undefined } as unknown as RepositorySettings];
      const resources = resourcesOf({ ...PULL, maxImageCount: 1, repositories });
      expect(Object.keys(resources)).toHaveLength(3);
    },
  );
});
