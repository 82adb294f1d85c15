import type { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { type App, TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import { appProblems } from "../checks/app-rules.ts";
import type { EnvironmentSettings } from "../settings/environment-settings.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { allWarnings } from "../stacks/warnings.ts";
import { problemLines } from "./support/problem-lines.ts";

function appOf(stacks: Readonly<Record<string, Partial<EnvironmentSettings>>>): App {
  const app = Testing.app();
  for (const [id, settings] of Object.entries(stacks)) {
    new EnvironmentStack(app, id, { environment: id, ...settings });
  }
  return app;
}

const problemsOf = (...stacks: Parameters<typeof appOf>) =>
  problemLines(appProblems(appOf(...stacks)));

describe("the rules of an app", () => {
  it("one environment alone makes the third-party repositories", () => {
    expect(problemsOf({ a: { createThirdpartyRepos: true }, b: {} })).toEqual([]);
    expect(
      problemsOf({
        a: { createThirdpartyRepos: true },
        b: { createThirdpartyRepos: true, region: "eu-west-1" },
      }),
    ).toEqual([
      expect.stringMatching(
        /^b\.createThirdpartyRepos is true: must be true in one environment only, and is true in a /,
      ),
    ]);
  });

  it.each<[string, Partial<EnvironmentSettings>, Partial<EnvironmentSettings>]>([
    ["region", { region: "us-east-1" }, { region: "us-west-2" }],
    ["account", { accountId: "111111111111" }, { accountId: "222222222222" }],
  ])("two stacks have the same repositories only where the %s differs", (_what, first, second) => {
    const environment = "qa";
    expect(problemsOf({ a: { environment, ...first }, b: { environment, ...second } })).toEqual([]);
    expect(problemsOf({ a: { environment, ...first }, b: { environment, ...first } })).toEqual([
      expect.stringMatching(
        /^b\.environment is "qa": must be another than in a: both would have qa\/artos-postgres-eks-backend /,
      ),
    ]);
  });

  it("a shared repository is none of another environment's", () => {
    const prod = { repositories: [{ component: "api", name: "api", purpose: "API" }] };
    const shared = {
      createThirdpartyRepos: true,
      repositories: [{ component: "api", name: "prod/api", purpose: "API", shared: true }],
    };
    expect(problemsOf({ prod, shared })).toEqual([
      expect.stringContaining("both would have prod/api in one account and region"),
    ]);
  });

  it("shared repositories have one rule, not two", () => {
    const stack = { createThirdpartyRepos: true };
    expect(problemsOf({ a: stack, b: stack })).toHaveLength(1);
  });

  it("an account that is not said may be the other's", () => {
    const environment = "qa";
    const said = { environment, accountId: "111111111111" };
    expect(problemsOf({ a: said, b: { environment } })).toHaveLength(1);
    expect(problemsOf({ a: { environment }, b: said })).toHaveLength(1);
  });

  it("two stacks have states of their own", () => {
    const state = { bucket: "states", key: "a" };
    expect(problemsOf({ a: { state }, b: { state: { ...state, key: "b" } } })).toEqual([]);
    expect(problemsOf({ a: { state }, b: { state: { ...state, bucket: "other" } } })).toEqual([]);
    expect(problemsOf({ a: { state }, b: {} })).toEqual([]);
    expect(problemsOf({ a: {}, b: { state } })).toEqual([]);
    expect(problemsOf({ a: { state }, b: { state } })).toEqual([
      expect.stringMatching(/^b\.state\.key is "a": must be another than in a: /),
    ]);
  });

  it.each(["..", "", "a/b", "__proto__", "constructor.."])(
    "a stack's id names a folder: %s",
    (id) => {
      const stack = new EnvironmentStack(Testing.app(), id, { environment: "A" });
      const problems = stack.node.validate();
      expect(problems.at(-1)).toContain("environment is");
      if (!/^[a-z]/.test(id) || id.includes("/")) {
        expect(problems[0]).toContain(`id is "${id}": must be a stack's id of letters`);
      }
    },
  );

  it("a second stack of one id is told with all other problems", () => {
    const app = appOf({ a: { maxImageCount: -1 } });
    new EnvironmentStack(app, "a", { environment: "B" });
    expect(app.node.findAll().flatMap(({ node }) => node.validate())).toEqual([
      expect.stringContaining("a.maxImageCount is -1"),
      expect.stringContaining('a is "a": must be another id than any earlier stack'),
      expect.stringContaining('a.environment is "B"'),
    ]);
  });

  it.each(["a", "A"])("no two stacks write to the same folder: a and %s", (id) => {
    const app = appOf({ a: {} });
    new EnvironmentStack(new Construct(app, "nested"), id, { environment: "other" });
    expect(problemLines(appProblems(app))).toEqual([
      expect.stringContaining(`nested/${id} is "${id}": must have another id than the stack at a`),
    ]);
  });

  it("a stack of another kind is left alone", () => {
    const app = appOf({ a: {} });
    new TerraformStack(app, "network");
    expect(appProblems(app)).toEqual([]);
  });

  it("a stack with problems of its own is left to them", () => {
    const stack = { createThirdpartyRepos: true };
    expect(problemsOf({ a: stack, b: { ...stack, maxImageCount: -1 } })).toEqual([]);
    expect(
      problemsOf({ a: { environment: "qa" }, b: { environment: "qa", maxImageCount: -1 } }),
    ).toEqual([]);
  });

  it("default tags of the provider count among the 50", () => {
    const tags = Object.fromEntries(Array.from({ length: 47 }, (_, index) => [`k${index}`, ""]));
    const stack = new EnvironmentStack(Testing.app(), "qa", { environment: "qa", tags });
    const provider = stack.node.findChild("aws") as AwsProvider;
    provider.defaultTags = [{ tags: { k0: "", Environment: "", Owner: "" } }];
    expect(stack.node.validate()).toEqual([]);
    provider.defaultTags = [{ tags: { Owner: "", Team: "" } }];
    expect(stack.node.validate()).toHaveLength(3);
    expect(stack.node.validate()[0]).toMatch(/: must be at most 50 together \(AWS, /);
    expect(stack.node.validate()[0]).toContain(
      'qa.repositories["backend"].tags is "51 with the environment',
    );
  });
});

const SHARING = [
  { component: "api", name: "api", purpose: "API", crossAccountIds: ["111111111111"] },
];

describe("the warnings", () => {
  it.each<[string, Partial<EnvironmentSettings>, string]>([
    [
      "mutable tags in production",
      { environment: "production", imageTagMutability: "MUTABLE" },
      'stack.imageTagMutability is "MUTABLE": a tag in production can be overwritten',
    ],
    [
      "access with no ids",
      { enableCrossAccountAccess: true },
      "stack.enableCrossAccountAccess is true: crossAccountIds is empty, so none may pull",
    ],
    [
      "an Environment tag of another value",
      { tags: { Environment: "prod" } },
      'stack.tags["Environment"] is "prod": the automatic tag replaces it',
    ],
    [
      "mutable tags of an image in production",
      {
        environment: "production",
        repositories: [
          { component: "api", name: "api", purpose: "API", imageTagMutability: "MUTABLE" },
        ],
      },
      'stack.repositories["api"].imageTagMutability is "MUTABLE": a tag in production can be overwritten',
    ],
    [
      "an automatic tag of an image",
      {
        repositories: [
          {
            component: "api",
            name: "api",
            purpose: "API",
            tags: { Environment: "x", Component: "api" },
          },
        ],
      },
      'stack.repositories["api"].tags["Environment"] is "x": the automatic tag replaces it',
    ],
    [
      "ids of images without access",
      { repositories: SHARING },
      "stack.enableCrossAccountAccess is false: the repositories' crossAccountIds have no effect",
    ],
    [
      "a Component tag",
      { tags: { Component: "api" } },
      'stack.tags["Component"] is "api": the automatic tag replaces it',
    ],
  ])("tell of %s", (_what, settings, warning) => {
    expect(allWarnings(appOf({ stack: { environment: "qa", ...settings } }))).toEqual([warning]);
  });

  it.each<[string, Partial<EnvironmentSettings>]>([
    ["immutable tags in production", { environment: "production" }],
    ["mutable tags elsewhere", { imageTagMutability: "MUTABLE" }],
    ["an Environment tag of the same value", { tags: { Environment: "stack" } }],
    [
      "access with ids of an image's own",
      { enableCrossAccountAccess: true, repositories: SHARING },
    ],
    ["tags that every object inherits", { tags: { constructor: "x", toString: "x" } }],
    ["access with ids", { enableCrossAccountAccess: true, crossAccountIds: ["111111111111"] }],
  ])("do not tell of %s", (_what, settings) => {
    expect(allWarnings(appOf({ stack: settings }))).toEqual([]);
  });
});
