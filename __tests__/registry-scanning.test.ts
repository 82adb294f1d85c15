import { describe, expect, it } from "vitest";
import { scanFilterMatches } from "../settings/registry/scan-frequency.ts";
import { appWith, images, registryProblems, warningsOf } from "./support/registries.ts";
import { problemsOf } from "./support/written-app.ts";

const scanned = (type: string, rules: unknown) => registryProblems({ scanning: { type, rules } });
const onPush = (...filters: unknown[]) => ({ frequency: "SCAN_ON_PUSH", filters });

describe("a filter", () => {
  it.each(["*", "prod*", "*prod", "production/*", "a*b*c", "a_b-c.d/*"])("may be %s", (filter) => {
    expect(scanned("BASIC", [onPush(filter)])).toEqual([]);
  });

  it("may be the whole name of a repository", () => {
    expect(scanned("BASIC", [onPush({ repository: "production/api" })])).toEqual([]);
  });

  it("without a wildcard is refused: it would match every name that contains it", () => {
    expect(scanned("BASIC", [onPush("*", "prod")])).toEqual([
      'registry.scanning.rules[0].filters[1] is "prod": must have a wildcard, as in production/*: without one, ECR matches every name that contains it. For such names write it as *NAME*, for one repository as { repository: NAME } (ECR, Filters to choose which repositories are scanned)',
    ]);
  });

  it.each([
    ["", "must be 1 to 255 characters"],
    [`*${"a".repeat(255)}`, "must be 1 to 255 characters"],
    ["Prod*", "must be lower-case letters"],
    ["a//*", "must be lower-case letters"],
    ["/a*", "must be lower-case letters"],
    [`${"a".repeat(200)}!*`, "must be lower-case letters"],
    [5, "must be a pattern of names, or an object with a repository"],
    [[], "must be an object"],
    [{ repository: "A" }, "must be segments"],
    [{ name: "a" }, "must be one of the settings repository"],
  ])("is not %j", (filter, must) => {
    expect(scanned("BASIC", [onPush(filter)]).join("\n")).toContain(must);
  });

  it.each([null, undefined, 5])("%j is wrong for this reason alone", (wrong) => {
    expect(scanned("BASIC", [onPush("a*", wrong, wrong)])).toEqual(
      [1, 2].map((index) =>
        expect.stringMatching(
          `^registry\\.scanning\\.rules\\[0\\]\\.filters\\[${index}\\] is .+ must be a pattern`,
        ),
      ),
    );
  });

  it("is listed once in a rule", () => {
    expect(scanned("BASIC", [onPush("a*", "a*")])).toEqual([
      'registry.scanning.rules[0].filters[1] is "a*": must be listed once (Registry, Scanning)',
    ]);
  });

  it("is one of 100", () => {
    const filters = Array.from({ length: 100 }, (_, index) => `a${index}*`);
    expect(scanned("BASIC", [onPush(...filters)])).toEqual([]);
  });

  it.each([0, 101])("is one of 1 to 100: not of %i", (count) => {
    const filters = Array.from({ length: count }, (_, index) => `a${index}*`);
    expect(scanned("BASIC", [onPush(...filters)])).toEqual([
      `registry.scanning.rules[0].filters is "${count} filters": must be 1 to 100 filters (ECR API, RegistryScanningRule)`,
    ]);
  });
});

describe("a rule", () => {
  it.each([
    ["BASIC", "CONTINUOUS_SCAN", "SCAN_ON_PUSH or MANUAL"],
    ["ENHANCED", "MANUAL", "SCAN_ON_PUSH or CONTINUOUS_SCAN"],
  ])("of %s has not the frequency %s", (type, frequency, known) => {
    const rules = [{ frequency, filters: ["*"] }];
    expect(scanned(type, rules)).toEqual([
      `registry.scanning.rules[0].frequency is "${frequency}": must be ${known} if the type is ${type} (ECR API, RegistryScanningRule)`,
    ]);
    expect(scanned(type === "BASIC" ? "ENHANCED" : "BASIC", rules)).toEqual([]);
  });

  it("has a frequency that no earlier one has", () => {
    expect(scanned("BASIC", [onPush("a*"), onPush("b*")])).toEqual([
      'registry.scanning.rules[1].frequency is "SCAN_ON_PUSH": must be in one rule: put all of its filters there (ECR API, PutRegistryScanningConfiguration)',
    ]);
  });

  it("is needed if the type is ENHANCED", () => {
    expect(scanned("BASIC", [])).toEqual([]);
    expect(scanned("ENHANCED", [])).toEqual([
      expect.stringContaining("what no filter matches is not scanned at all"),
    ]);
  });

  it.each([
    ["FAST", [], 'type is "FAST": must be BASIC or ENHANCED'],
    ["FAST", [onPush("*")], 'type is "FAST": must be BASIC or ENHANCED'],
    ["BASIC", 5, "rules is 5: must be a list of objects"],
    ["BASIC", [{ frequency: "DAILY", filters: ["*"] }], "must be SCAN_ON_PUSH, CONTINUOUS_SCAN or"],
    ["BASIC", [{ ...onPush("*"), every: 5 }], "must be one of the settings frequency, filters"],
  ])("of the type %s is not %j", (type, rules, words) => {
    expect(scanned(type, rules).join("\n")).toContain(words);
  });
});

// The table of the page "Filters to choose which repositories are scanned".
const NAMES = ["prod", "repo-prod", "prod-repo", "repo-prod-repo", "prodrepo"];
it.each([
  ["prod", [true, true, true, true, true]],
  ["*prod", [true, true, false, false, false]],
  ["prod*", [true, false, true, false, true]],
  ["*prod*", [true, true, true, true, true]],
  ["prod*repo", [false, false, true, false, true]],
])("the filter %s matches what AWS's page lists", (filter, matched) => {
  expect(NAMES.map((name) => scanFilterMatches(filter, name))).toEqual(matched);
});

it("a point in a filter is no wildcard", () => {
  expect(scanFilterMatches("a.b*", "axb")).toBe(false);
  expect(scanFilterMatches("a.b*", "a.bc")).toBe(true);
});

it("is compared with a name in no time, however many wildcards it has", () => {
  const filter = `${"*a".repeat(120)}*b`;
  expect(scanFilterMatches(filter, "a".repeat(256))).toBe(false);
  expect(scanFilterMatches(filter, `${"a".repeat(255)}b`)).toBe(true);
});

it("has no characters of a name twice", () => {
  expect(scanFilterMatches("ab*ba", "aba")).toBe(false);
  expect(scanFilterMatches("*ab*ba", "aba")).toBe(false);
  expect(scanFilterMatches("ab*ba", "abba")).toBe(true);
});

describe("scanOnPush and the registry's configuration", () => {
  const qa = { repositories: images("api", "web"), accountId: "111111111111" };
  const registry = (type: "BASIC" | "ENHANCED", ...filters: string[]) => ({
    registry: { scanning: { type, rules: [{ frequency: "SCAN_ON_PUSH" as const, filters }] } },
  });

  it("agree", () => {
    const app = appWith({ qa }, registry("ENHANCED", "qa/*"));
    expect(problemsOf(app)).toEqual([]);
    expect(warningsOf(app)).toEqual([]);
  });

  it("disagree if no filter matches a repository that is to be scanned", () => {
    expect(problemsOf(appWith({ qa }, registry("ENHANCED", "dev/*")))).toEqual([
      'qa.repositories["api"].scanOnPush is true: must have a filter of registry that matches qa/api and 1 more of its stack, or be false: under enhanced scanning, what no filter matches is not scanned at all, not even by request (ECR, Filters to choose which repositories are scanned)',
    ]);
    expect(problemsOf(appWith({ qa }, registry("BASIC", "qa/a*")))).toEqual([
      expect.stringContaining(
        "matches qa/web, or be false: the registry's configuration counts, and scans it by request alone (",
      ),
    ]);
  });

  it("disagree if the only rule that matches is MANUAL", () => {
    const scanning = { type: "BASIC", rules: [{ frequency: "MANUAL", filters: ["*"] }] } as const;
    expect(problemsOf(appWith({ qa }, { registry: { scanning } }))).toHaveLength(1);
    const off = appWith({ qa: { ...qa, scanOnPush: false } }, { registry: { scanning } });
    expect(problemsOf(off)).toEqual([]);
    expect(warningsOf(off)).toEqual([]);
  });

  it("are not compared if the basic type has no rules: each repository decides", () => {
    const scanning = { type: "BASIC", rules: [] } as const;
    expect(problemsOf(appWith({ qa }, { registry: { scanning } }))).toEqual([]);
  });

  it("disagree if a filter matches a repository that is not to be scanned: a warning", () => {
    const app = appWith({ qa: { ...qa, scanOnPush: false } }, registry("BASIC", "qa/w*"));
    expect(problemsOf(app)).toEqual([]);
    expect(warningsOf(app)).toEqual([
      'qa.repositories["web"].scanOnPush is false: a filter of registry matches qa/web, so it is scanned on push. Set scanOnPush to true, or narrow the filter',
    ]);
  });

  it.each([
    ["region", { region: "eu-west-1" }],
    ["account", { accountId: "222222222222" }],
  ])("are of one %s", (_what, elsewhere) => {
    expect(problemsOf(appWith({ qa: { ...qa, ...elsewhere } }, registry("BASIC", "x*")))).toEqual(
      [],
    );
  });

  it("are of one account if the environment's is not set: the problem names the remedy", () => {
    const app = appWith({ qa: { ...qa, accountId: null } }, registry("BASIC", "x*"));
    expect(problemsOf(app)).toEqual([
      expect.stringContaining("If it is in another account, set accountId in its stack"),
    ]);
  });
});

describe("the filters of a registry", () => {
  const qa = { repositories: images("api", "api-worker") };

  it("match a repository of the app, or the app warns", () => {
    const scanning = {
      type: "BASIC",
      rules: [{ frequency: "SCAN_ON_PUSH", filters: ["qa/*", "dev/*"] }],
    } as const;
    const app = appWith({ qa }, { registry: { scanning } });
    expect(problemsOf(app)).toEqual([]);
    expect(warningsOf(app)).toEqual([
      'registry.scanning.rules has the filter "dev/*": it matches no repository of the app in this account and region',
    ]);
    expect(app.manifest.stacks.registry?.annotations).toMatchObject([{ level: "@cdktf/warn" }]);
  });

  it("may match what ECR makes for a cache or as a copy, without a warning", () => {
    const EU = { region: "eu-west-1" };
    const warnings = (filter: string) => {
      const scanning = {
        type: "BASIC",
        rules: [{ frequency: "SCAN_ON_PUSH", filters: [filter] }],
      } as const;
      const pullThroughCaches = [
        { ecrRepositoryPrefix: "quay", upstreamRegistryUrl: "quay.io" },
      ] as const;
      const replication = [{ destinations: [EU] }];
      const app = appWith(
        { qa },
        { us: { replication }, eu: { ...EU, scanning, pullThroughCaches } },
      );
      return warningsOf(app).filter((warning) => warning.startsWith("eu.scanning"));
    };
    for (const filter of ["quay/*", "quay/team/*", "qu*", "*redis", "qa/*", "qa/api-*"]) {
      expect([filter, ...warnings(filter)]).toEqual([filter]);
    }
    for (const filter of ["quai/*", "qa/web*"]) expect(warnings(filter)).toHaveLength(1);
  });

  it("that name a repository match no other one", () => {
    const naming = (repository: string) => ({
      registry: {
        scanning: {
          type: "BASIC",
          rules: [{ frequency: "SCAN_ON_PUSH", filters: [{ repository }, "qa/*"] }],
        } as const,
      },
    });
    expect(problemsOf(appWith({ qa }, naming("qa/api-worker")))).toEqual([]);
    expect(problemsOf(appWith({ qa }, naming("qa/api")))).toEqual([
      'registry.scanning.rules is "qa/api": must be in the name of no other repository: ECR has no filter for one repository, and takes qa/api-worker too (ECR, Filters to choose which repositories are scanned)',
    ]);
    const many = {
      repositories: images("api", ...Array.from({ length: 9 }, (_, n) => `api-${n}`)),
    };
    expect(problemsOf(appWith({ qa: many }, naming("qa/api")))).toEqual([
      expect.stringContaining("takes qa/api-0 and 8 more too"),
    ]);
  });

  it("of a MANUAL rule match no repository of another rule", () => {
    const scanning = {
      type: "BASIC",
      rules: [
        { frequency: "SCAN_ON_PUSH", filters: ["qa/*"] },
        { frequency: "MANUAL", filters: ["*worker"] },
      ],
    } as const;
    expect(problemsOf(appWith({ qa }, { registry: { scanning } }))).toEqual([
      expect.stringContaining("must give qa/api-worker one frequency"),
    ]);
    const continuous = [
      { frequency: "SCAN_ON_PUSH", filters: ["qa/*"] },
      { frequency: "CONTINUOUS_SCAN", filters: ["*worker"] },
    ] as const;
    const enhanced = { scanning: { type: "ENHANCED", rules: continuous } } as const;
    expect(problemsOf(appWith({ qa }, { registry: enhanced }))).toEqual([]);
  });
});
