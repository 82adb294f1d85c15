import { describe, expect, it } from "vitest";
import { checkEnvironment } from "../settings/check-environment.ts";
import { DOCUMENTED_REPOSITORIES } from "../settings/documented-repositories.ts";
import type { EcrSettings } from "../settings/settings.ts";
import { problemLines } from "./support/problem-lines.ts";

/** All problems of settings, the environment being a good one unless it is given. */
function problemsOf(settings: object): string[] {
  const input = { environment: "production", ...settings } as EcrSettings;
  return problemLines(checkEnvironment("production", input).problems);
}

describe("problems with the settings", () => {
  it.each<[what: string, settings: object, problem: string]>([
    ["a Map", { tags: new Map([["a", "b"]]) }, "tags is Map(1) { 'a' => 'b' }: must be an object"],
    ["a list with a hole", { crossAccountIds: Array(1) }, "crossAccountIds[0] is not set"],
    ["a big integer", { maxImageCount: 10n }, "maxImageCount is 10n: must be a number"],
    ["a function", { scanOnPush: () => true }, "must be true or false"],
    ["a key of undefined", { tags: { a: undefined } }, 'tags["a"] is not set: must be a string'],
  ])("refuse %s", (_what, settings, problem) => {
    expect(problemsOf(settings)).toEqual([expect.stringContaining(problem)]);
  });

  it.each<[string, object, string]>([
    [
      "a setting",
      {
        get tags() {
          throw new Error("no tags");
        },
      },
      'production.tags is "Error: no tags": must be readable: reading it throws this error',
    ],
    [
      "a part of one",
      {
        tags: {
          get Team() {
            throw new Error("no team");
          },
        },
      },
      'production.tags is "Error: no team": must be readable',
    ],
    [
      "repositories",
      {
        get repositories() {
          throw new Error("no list");
        },
      },
      'production.repositories is "Error: no list": must be readable',
    ],
    [
      "the deletion protection",
      {
        get preventDestroy() {
          throw new Error("no");
        },
      },
      'production.preventDestroy is "Error: no": must be readable',
    ],
    [
      "what is no setting",
      {
        get other() {
          throw new Error("no");
        },
      },
      "production.other is not set: must be one of the settings",
    ],
  ])("are reported for a getter that throws: %s", (_what, settings, problem) => {
    const input = Object.defineProperties(
      { environment: "production" },
      Object.getOwnPropertyDescriptors(settings),
    );
    const { problems } = checkEnvironment("production", input);
    expect(problemLines(problems)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([undefined, null, "production", []])("refuse %o instead of settings", (settings) => {
    const { problems } = checkEnvironment("production", settings as unknown as EcrSettings);
    expect(problemLines(problems)).toEqual([
      expect.stringMatching(/^production is .+: must be an object of settings/),
    ]);
  });

  it("are all told at once, each with its source", () => {
    const bad = {
      environment: "A",
      maxImageCount: 1001,
      crossAccountIds: ["1", "2"],
      tags: { "": "#" },
    };
    expect(problemsOf(bad)).toEqual([
      expect.stringMatching(/^production\.environment is "A": must .+ \(ECR API, .+\)$/),
      expect.stringMatching(
        /^production\.maxImageCount is 1001: must .+ \(the ECR module's document\)$/,
      ),
      expect.stringMatching(/^production\.crossAccountIds\[0\] is "1": must .+ \(AWS, .+\)$/),
      expect.stringMatching(/^production\.crossAccountIds\[1\] is "2": must .+ \(AWS, .+\)$/),
      expect.stringMatching(/^production\.tags\[""\] is "#": must have a key .+ \(AWS, .+\)$/),
      expect.stringMatching(/^production\.tags\[""\] is "#": must have a value .+ \(AWS, .+\)$/),
    ]);
  });

  it("do not hide what is wrong between the others", () => {
    expect(
      problemsOf({
        maxImageCount: 2000,
        encryptionType: "KMS",
        accountId: "111111111111",
        enableCrossAccountAccess: true,
        crossAccountIds: ["111111111111"],
      }),
    ).toEqual([
      expect.stringContaining("production.maxImageCount is 2000"),
      expect.stringContaining("production.kmsKeyArn is null: must be the ARN of a key"),
      expect.stringContaining('production.crossAccountIds[0] is "111111111111"'),
    ]);
  });

  it("show a long text short", () => {
    const [problem] = problemsOf({ environment: "A".repeat(100_000) });
    expect(problem).toContain('AAA"… (100000 characters): must be');
    expect(problem?.length).toBeLessThan(600);
  });

  it("take an object without a prototype", () => {
    expect(problemsOf({ tags: Object.assign(Object.create(null), { Team: "a" }) })).toEqual([]);
  });

  it("show a long value short, on one line", () => {
    const [problem] = problemsOf({
      tags: Array.from({ length: 100 }, (_, index) => `tag${index}`),
    });
    expect(problem).toContain("'tag9', ... 90 more items ]: must be an object");
    expect(problem).not.toContain("\n");
  });

  it("count a composed and a decomposed character as the same, as Terraform does", () => {
    expect(problemsOf({ tags: { "e\u0301": "e\u0301" } })).toEqual([]);
  });
});

describe("the documented repositories", () => {
  it("are checked as a list of the user's is", () => {
    const backend = DOCUMENTED_REPOSITORIES[0] as { maxImageCount?: number; component: string };
    const { component } = backend;
    try {
      Object.assign(backend, { maxImageCount: 5000 });
      expect(problemsOf({})).toEqual([
        expect.stringContaining("production.repositories[0].maxImageCount is 5000"),
      ]);
      Object.assign(backend, { maxImageCount: 5, component: "celery" });
      expect(problemsOf({})).toEqual([
        expect.stringContaining('production.repositories[1].component is "celery"'),
      ]);
    } finally {
      delete backend.maxImageCount;
      backend.component = component;
    }
  });
});

describe("the defaults of the settings", () => {
  it("are the documented ones", () => {
    expect(checkEnvironment("qa", { environment: "qa" }).settings).toEqual({
      environment: "qa",
      scanOnPush: true,
      imageTagMutability: "IMMUTABLE",
      encryptionType: "AES256",
      kmsKeyArn: null,
      maxImageCount: 0,
      enableCrossAccountAccess: false,
      crossAccountIds: [],
      createThirdpartyRepos: false,
      tags: {},
      region: "us-east-1",
      accountId: null,
      preventDestroy: true,
      kmsKey: null,
      lifecycleRules: [],
      pull: {},
      push: {},
      policyStatements: [],
      repositories: DOCUMENTED_REPOSITORIES,
    });
  });

  it("leave development unprotected", () => {
    const { settings } = checkEnvironment("dev", { environment: "development" });
    expect(settings.preventDestroy).toBe(false);
  });

  it("stand in for undefined too", () => {
    const input = { environment: "qa", scanOnPush: undefined } as unknown as EcrSettings;
    expect(checkEnvironment("qa", input)).toMatchObject({
      problems: [],
      settings: { scanOnPush: true },
    });
  });
});
