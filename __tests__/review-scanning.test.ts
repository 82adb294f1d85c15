import { describe, expect, it } from "vitest";
import { stayOffline } from "../cli/review/ecr-answers.ts";
import { lostScans } from "../cli/review/registry/lost-scans.ts";
import type { ScanningRules } from "../settings/registry/scan-frequency.ts";
import { ecrWith } from "./support/ecr-answers.ts";
import {
  change,
  type Entry,
  judge,
  planOf,
  replaced,
  repository,
  unchanged,
} from "./support/plans.ts";
import { ACCOUNT, scanning, scans } from "./support/registry-plans.ts";

const CONTINUOUS_SCAN = ["production/*"];
const SCAN_ON_PUSH = ["*"];
const ENHANCED = scans("ENHANCED", { CONTINUOUS_SCAN, SCAN_ON_PUSH });
const DEFAULT = scans("BASIC");
const named = (name: string, scansOnPush = false) => ({ name, scansOnPush });

describe("what is scanned less", () => {
  const lines = (
    before: ScanningRules,
    after: ScanningRules,
    names: Parameters<typeof lostScans>[2] = [],
  ) => lostScans(before, after, names).map(({ words }) => words);

  it.each<[string, ScanningRules, ScanningRules]>([
    ["the same configuration", ENHANCED, ENHANCED],
    ["the same by default", DEFAULT, DEFAULT],
    ["more", scans("ENHANCED", { SCAN_ON_PUSH }), ENHANCED],
    [
      "a wider filter",
      scans("ENHANCED", { CONTINUOUS_SCAN }),
      scans("ENHANCED", { CONTINUOUS_SCAN: ["prod*"] }),
    ],
    [
      "a filter that a better one covered",
      scans("ENHANCED", { CONTINUOUS_SCAN: ["*"], SCAN_ON_PUSH: ["qa/*"] }),
      scans("ENHANCED", { CONTINUOUS_SCAN: ["*"] }),
    ],
    [
      "a filter twice",
      scans("ENHANCED", { CONTINUOUS_SCAN: ["a/**", "a/*"] }),
      scans("ENHANCED", { CONTINUOUS_SCAN: ["a/*"] }),
    ],
    [
      "a name in a name",
      scans("BASIC", { SCAN_ON_PUSH: ["prod"] }),
      scans("BASIC", { SCAN_ON_PUSH: ["*ro*"] }),
    ],
    [
      "enhanced scans of all in the place of basic ones",
      scans("BASIC", { SCAN_ON_PUSH }),
      scans("ENHANCED", { SCAN_ON_PUSH }),
    ],
    ["the default in the place of scans by request", scans("BASIC", { MANUAL: ["*"] }), DEFAULT],
    ["rules in the place of the default", DEFAULT, ENHANCED],
    [
      "rules of both kinds in the place of the default",
      DEFAULT,
      scans("BASIC", { SCAN_ON_PUSH, MANUAL: ["b/*"] }),
    ],
    ["scans by request in the place of none", scans("ENHANCED"), scans("BASIC", { MANUAL: ["*"] })],
  ])("is nothing with %s", (_, before, after) => {
    expect(lines(before, after, [named("production/api"), named("a/b", true)])).toEqual([]);
  });

  it.each<[string, ScanningRules, ScanningRules, string[]]>([
    [
      "a lower frequency",
      ENHANCED,
      scans("ENHANCED", { SCAN_ON_PUSH }),
      ["production/*: scanned continuously before, scanned on push (enhanced) after the apply."],
    ],
    [
      "a filter less",
      scans("ENHANCED", { SCAN_ON_PUSH: ["a/*", "b/*"] }),
      scans("ENHANCED", { SCAN_ON_PUSH: ["b/*"] }),
      [
        "a/*: scanned on push (enhanced) before, scanned neither on push nor by request after the apply.",
      ],
    ],
    [
      "a narrower filter",
      scans("BASIC", { SCAN_ON_PUSH }),
      scans("BASIC", { SCAN_ON_PUSH: ["a/*"], MANUAL: ["b/*"] }),
      ["*: scanned on push (basic) before, scanned by request alone after the apply, except a/*."],
    ],
    [
      "basic scans",
      ENHANCED,
      scans("BASIC", { SCAN_ON_PUSH }),
      [
        "production/*: scanned continuously before, scanned on push (basic) after the apply.",
        "*: scanned on push (enhanced) before, scanned on push (basic) after the apply.",
      ],
    ],
    [
      "the default",
      scans("BASIC", { SCAN_ON_PUSH: ["a/*", "b"] }),
      DEFAULT,
      [
        "a/* and *b*: scanned on push (basic) before, scanned on push only if the repository's own scan_on_push is true after the apply.",
      ],
    ],
    [
      "enhanced scans of some, where all could be scanned by request",
      scans("BASIC", { SCAN_ON_PUSH: ["a/*"] }),
      scans("ENHANCED", { SCAN_ON_PUSH: ["a/*"] }),
      [
        "*: scanned by request alone before, scanned neither on push nor by request after the apply, except a/*.",
      ],
    ],
    [
      "a rule of MANUAL scans beside the one on push",
      scans("BASIC", { SCAN_ON_PUSH, MANUAL: ["old/*"] }),
      scans("BASIC", { SCAN_ON_PUSH, MANUAL: ["old/*", "a/*"] }),
      [
        "a/*: scanned on push (basic) before. After the apply, a rule of MANUAL scans matches it as well as one of scans on push, and AWS does not define which of them counts.",
      ],
    ],
    [
      "a rule of MANUAL scans in the place of others",
      scans("BASIC", { SCAN_ON_PUSH: ["a/*"] }),
      scans("BASIC", { MANUAL: ["a/*", "b/*"] }),
      ["a/*: scanned on push (basic) before, scanned by request alone after the apply."],
    ],
  ])("is known with %s", (_, before, after, words) => {
    expect(lines(before, after)).toEqual(words);
  });

  it("is known once of filters that are the same", () => {
    const before = scans("ENHANCED", { CONTINUOUS_SCAN: ["a/**", "a/*"], SCAN_ON_PUSH: ["a/*"] });
    expect(lines(before, DEFAULT)).toEqual([
      expect.stringMatching(/^a\/\*: scanned continuously before/),
    ]);
  });

  it("names each repository where it loses something", () => {
    const names = ["production/api", "qa/api", "dev/x/api"].map((name) => named(name));
    const starts = (before: ScanningRules, after: ScanningRules) =>
      lines(before, after, names).map((line) => line.replace(/: .*(before|apply)/, ""));
    expect(starts(ENHANCED, DEFAULT)).toEqual([
      "production/api (production/*).",
      "qa/api and dev/x/api (*).",
    ]);
    const push = scans("ENHANCED", { SCAN_ON_PUSH: ["qa/*", "dev/*"] });
    expect(starts(push, scans("ENHANCED", { SCAN_ON_PUSH: ["dev/y/*"] }))).toEqual([
      "qa/api (qa/*).",
      "dev/x/api (dev/*), except dev/y/*.",
    ]);
  });

  it("names the repositories that lose it", () => {
    const names = ["production/api", "qa/api", "qa/web"].map((name) => named(name));
    const after = scans("ENHANCED", { CONTINUOUS_SCAN, SCAN_ON_PUSH: ["qa/web"] });
    expect(lines(ENHANCED, after, names)).toEqual([
      "qa/api (*): scanned on push (enhanced) before, scanned neither on push nor by request after the apply, except production/* and *qa/web*.",
    ]);
    const own = named("qa/api", true);
    expect(lines(scans("BASIC", { SCAN_ON_PUSH }), DEFAULT, [own, named("qa/web")])).toEqual([
      expect.stringMatching(/^qa\/web \(\*\): /),
    ]);
  });

  it("is what the repositories' own settings asked for, if there was no rule", () => {
    const names = [
      named("qa/api", true),
      named("qa/web", true),
      named("qa/db"),
      named("production/a", true),
    ];
    const after = scans("ENHANCED", { CONTINUOUS_SCAN });
    expect(lostScans(DEFAULT, after, names)).toEqual([
      {
        repositories: "qa/api, qa/web",
        words:
          "qa/api and qa/web: scanned on push (basic) before, scanned neither on push nor by request after the apply.",
      },
    ]);
    expect(lines(DEFAULT, DEFAULT, names)).toEqual([]);
  });
});

const THIS = "aws_ecr_registry_scanning_configuration.this";
const NONE_LEFT = /^production\/\*: scanned continuously before, scanned on push only if/;
const found = async (entries: readonly Entry[], ecr: Parameters<typeof judge>[1] = stayOffline()) =>
  (await judge(planOf(entries), ecr)).findings;

describe("a scanning configuration", () => {
  it("that scans less is a finding", async () => {
    const entry = change(THIS, scanning(ENHANCED), scanning(scans("ENHANCED", { SCAN_ON_PUSH })));
    expect(await found([entry])).toEqual([
      {
        kind: "scanning",
        address: THIS,
        repository: "production/*",
        images: null,
        reason:
          "production/*: scanned continuously before, scanned on push (enhanced) after the apply.",
        remedy: "To go on scanning, put the type, the frequencies and the filters of before back.",
      },
    ]);
  });

  it("that is deleted leaves basic scanning without a rule", async () => {
    const findings = await found([change(THIS, scanning(ENHANCED), null)]);
    expect(findings.map(({ repository, reason }) => [repository, reason])).toEqual([
      ["production/*", expect.stringMatching(NONE_LEFT)],
      [
        "*",
        expect.stringMatching(/^\*: scanned on push \(enhanced\) before, scanned on push only/),
      ],
    ]);
    expect(await found([change(THIS, scanning(DEFAULT), null)])).toEqual([]);
  });

  it.each(["scan_type", "rule"])(
    "is a finding if %s is known only after the apply",
    async (name) => {
      const same = scanning(ENHANCED);
      const entry = change(THIS, same, same, { change: { after_unknown: { [name]: true } } });
      expect((await found([entry]))[0]?.reason).toMatch(
        /^The scanning configuration is known only after the apply\./,
      );
    },
  );

  it("that is replaced does not scan what is pushed in between", async () => {
    const same = scanning(ENHANCED);
    expect(await found([replaced(THIS, same, same)])).toMatchObject([
      { kind: "scanning", reason: expect.stringContaining("What is pushed in between is not") },
    ]);
  });

  it("names the repositories of the plan, by their settings too", async () => {
    const api = (scan_on_push: boolean) =>
      unchanged(
        "aws_ecr_repository.api",
        repository("production/api", { image_scanning_configuration: [{ scan_on_push }] }),
      );
    const created = change(
      THIS,
      scanning(DEFAULT),
      scanning(scans("ENHANCED", { SCAN_ON_PUSH: ["a/*"] })),
    );
    expect(await found([created, api(true)])).toMatchObject([{ repository: "production/api" }]);
    expect(await found([created, api(false)])).toEqual([]);
  });

  it("that the plan creates is a finding if it overwrites another in AWS", async () => {
    const aws = (configuration: ScanningRules) =>
      ecrWith({}, { known: ACCOUNT }, { "us-east-1": { scanning: configuration } });
    const created = change(THIS, null, scanning(scans("BASIC", { SCAN_ON_PUSH })));
    expect((await found([created], aws(ENHANCED))).map(({ reason }) => reason)).toEqual([
      "AWS has a scanning configuration that the state does not hold, and the plan overwrites it. production/*: scanned continuously before, scanned on push (basic) after the apply.",
      "AWS has a scanning configuration that the state does not hold, and the plan overwrites it. *: scanned on push (enhanced) before, scanned on push (basic) after the apply.",
    ]);
    expect(await found([created], aws(DEFAULT))).toEqual([]);
    expect(await found([created])).toMatchObject([
      { reason: expect.stringContaining("AWS was not asked") },
    ]);
    const denied = ecrWith({}, undefined, { "us-east-1": "AWS: AccessDeniedException" });
    expect(await found([created], denied)).toMatchObject([
      { remedy: expect.stringContaining("ecr:GetRegistryScanningConfiguration") },
    ]);
  });
});
