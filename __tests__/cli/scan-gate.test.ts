import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CliProject } from "../support/cli-project.ts";
import { EcrWire, type WireAnswer } from "../support/ecr-wire.ts";
import { basic, cleanOrTooEarly, EMPTY, enhanced, status } from "../support/scan-answers.ts";
import { digestOf, indexOf, type ScannedImage, serve } from "../support/scanned-images.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;

const wire = new EcrWire();
let env: Record<string, string>;
let project: CliProject;

beforeAll(async () => {
  env = await wire.listen();
  project = new CliProject({ production: { environment: "production" } });
});
afterAll(() => {
  wire.close();
  project.remove();
});

type Page = WireAnswer | (() => WireAnswer);

/** What DescribeImageScanFindings answers, one after the other; the last for good. */
let pages: Page[] = [];
afterEach(() => {
  pages = [];
});

function gate(answers: Page[], ...options: string[]) {
  pages = answers;
  wire.answer = (operation, input) => {
    if (operation === "DescribeImages") {
      expect(input).toMatchObject({ repositoryName: "production/frontend" });
      return { body: { imageDetails: [{ imageDigest: DIGEST }] } };
    }
    if (operation === "BatchGetImage") {
      expect(input).toMatchObject({ imageIds: [{ imageDigest: DIGEST }] });
      return { body: { images: [{ imageManifest: '{ "config": {}, "layers": [] }' }] } };
    }
    expect(input).toMatchObject({ imageId: { imageDigest: DIGEST } });
    const answer = pages.length > 1 ? pages.shift()! : pages[0]!;
    return typeof answer === "function" ? answer() : answer;
  };
  const timing = ["--interval", "0.05", "--timeout", "1"];
  return project.run(env, "scan-gate", "production", "frontend", "v1", ...timing, ...options);
}

async function verdict(answers: Page[], ...options: string[]) {
  const { code, stdout } = await gate(answers, "--json", ...options);
  const { passed, reason, findings, explanation } = JSON.parse(stdout);
  return { code, passed, reason, findings, explanation };
}

describe("an image passes", () => {
  test.each([
    ["without findings", status("COMPLETE", basic()), []],
    ["below the default, CRITICAL", status("COMPLETE", basic("HIGH", "LOW")), []],
    ["below the severity asked for", status("COMPLETE", basic("MEDIUM")), ["--fail-on", "HIGH"]],
    ["under continuous scanning", status("ACTIVE", enhanced("HIGH")), []],
    ["without findings under enhanced scanning", status("COMPLETE", cleanOrTooEarly()), []],
    ["without findings under continuous scanning", status("ACTIVE", cleanOrTooEarly()), []],
  ])("%s", async (_, answer, options) => {
    expect(await verdict([answer], ...options)).toMatchObject({ code: 0, reason: "passed" });
  });

  test("once its scan is done", async () => {
    const answers = [
      { error: "ScanNotFoundException" },
      status("PENDING"),
      status("IN_PROGRESS"),
      status("COMPLETE", EMPTY),
      { error: "ThrottlingException" } as const,
      status("COMPLETE", basic()),
    ];
    expect(await verdict(answers, "--timeout", "30")).toMatchObject({ code: 0, reason: "passed" });
  });
});

describe("an image fails", () => {
  test.each([
    ["a CRITICAL finding", status("COMPLETE", basic("LOW", "CRITICAL")), []],
    ["a finding of the severity", status("COMPLETE", basic("HIGH")), ["--fail-on", "HIGH"]],
    ["a graver finding", status("COMPLETE", basic("CRITICAL")), ["--fail-on", "LOW"]],
    ["an enhanced finding", status("ACTIVE", enhanced("CRITICAL")), []],
  ])("for %s", async (_, answer, options) => {
    expect(await verdict([answer], ...options)).toMatchObject({ code: 1, reason: "findings" });
  });

  test("for a finding on the last of many pages", async () => {
    const { findings } = basic("LOW", "CRITICAL");
    const answers = [
      status("COMPLETE", { findings: [findings[0]] }, "2"),
      status("COMPLETE", { findings: [] }, "3"),
      status("COMPLETE", { findings: [findings[1]] }),
    ];
    expect(await verdict(answers)).toMatchObject({ code: 1, reason: "findings" });
  });
});

let page = 0;
const endlessPage = () => status("COMPLETE", basic("LOW"), `${++page}`);
const OTHER_IMAGE = status("COMPLETE", basic(), undefined, {
  imageId: { imageDigest: `sha256:${"b".repeat(64)}` },
});
const OTHER_REPOSITORY = status("COMPLETE", basic(), undefined, { repositoryName: "other" });

describe("an image fails where its scan says nothing:", () => {
  const firstPage = status("COMPLETE", basic("LOW"), "2");
  test.each<[string, string, Page[]]>([
    ["no findings", "no-findings", [status("COMPLETE")]],
    ["null instead of findings", "no-findings", [status("COMPLETE", { findings: null })]],
    ["no findings under continuous scanning", "no-findings", [status("ACTIVE", {})]],
    ["an image that was never scanned", "no-findings", [status("COMPLETE", EMPTY)]],
    ["an image that was never scanned continuously", "no-findings", [status("ACTIVE", EMPTY)]],
    [
      "findings that Inspector may not have handed over",
      "timed-out",
      [() => status("COMPLETE", cleanOrTooEarly(Date.now() / 1_000))],
    ],
    ["throttling that does not end", "timed-out", [{ error: "ThrottlingException" }]],
    ["no findings on a later page", "no-findings", [firstPage, status("COMPLETE", {})]],
    ["an unsupported image", "unsupported-image", [status("UNSUPPORTED_IMAGE")]],
    ["a failed scan", "scan-failed", [status("FAILED")]],
    ["a scan that stays pending", "pending", [status("PENDING")]],
    ["a scan that does not end", "timed-out", [status("IN_PROGRESS")]],
    ["no answer", "timed-out", ["silence"]],
    ["an expired scan", "expired", [status("SCAN_ELIGIBILITY_EXPIRED")]],
    ["unavailable findings", "findings-unavailable", [status("FINDINGS_UNAVAILABLE")]],
    ["too many findings", "limit-exceeded", [status("LIMIT_EXCEEDED")]],
    ["an archived image", "image-archived", [status("IMAGE_ARCHIVED")]],
    ["an unknown status", "unknown-status", [status("SCANNED_BY_AI", basic())]],
    ["no scan", "no-scan", [{ error: "ScanNotFoundException" }]],
    ["no status", "no-scan", [{ body: {} }]],
    ["no access", "unreadable", [{ error: "AccessDeniedException" }]],
    ["a page of a failed scan", "scan-failed", [firstPage, status("FAILED", basic())]],
    ["a page of a scan that began anew", "pending", [firstPage, status("PENDING", basic())]],
    ["endless pages", "timed-out", [endlessPage]],
    ["another image's findings", "unreadable", [OTHER_IMAGE]],
    ["another repository's findings", "unreadable", [OTHER_REPOSITORY]],
    [
      "a list that is none",
      "unreadable",
      [status("COMPLETE", { findings: {} }), status("COMPLETE", { findings: "CRITICAL" })],
    ],
    ["a finding that is none", "unreadable", [status("COMPLETE", { findings: [null] })]],
    [
      "a severity that is a number",
      "unreadable",
      [status("COMPLETE", { findings: [{ name: "CVE-1", severity: 9 }] })],
    ],
    [
      "a finding without a name",
      "unreadable",
      [status("COMPLETE", { findings: [{ severity: "LOW" }] })],
    ],
    ...["many", null, -1, 0.5, {}].map((count): [string, string, WireAnswer[]] => [
      `a count of ${JSON.stringify(count)}`,
      "unreadable",
      [status("COMPLETE", { findings: [], findingSeverityCounts: { CRITICAL: count } })],
    ]),
    [
      "a count on a later page",
      "findings-incomplete",
      [firstPage, status("COMPLETE", { findings: [], findingSeverityCounts: { CRITICAL: 3 } })],
    ],
    ["a status that is everywhere", "unknown-status", [status("constructor", basic())]],
    ["a page that fails", "timed-out", [firstPage, { error: "ServerException", status: 500 }]],
    ["the same page again", "unreadable", [firstPage, firstPage]],
    ["an unknown severity", "unknown-severity", [status("COMPLETE", basic("SPICY"))]],
    ["an undefined severity", "unknown-severity", [status("COMPLETE", basic("UNDEFINED"))]],
    ["an untriaged finding", "unknown-severity", [status("ACTIVE", enhanced("UNTRIAGED"))]],
    ["no severity", "unknown-severity", [status("COMPLETE", { findings: [{ name: "CVE-1" }] })]],
    [
      "fewer findings than counted",
      "findings-incomplete",
      [status("COMPLETE", { findings: [], findingSeverityCounts: { CRITICAL: 1 } })],
    ],
  ])("%s", async (_, reason, answers) => {
    expect(await verdict(answers)).toMatchObject({ code: 3, passed: false, reason });
  });
});

describe("a multi-platform image", () => {
  const PASSES = { scan: [status("COMPLETE", basic("HIGH"))] };
  const FAILS = { scan: [status("COMPLETE", basic("CRITICAL"))] };
  const NEVER = { scan: [status("COMPLETE", EMPTY)] };
  const gateOf = (amd64: ScannedImage, arm64: ScannedImage, ...options: string[]) => {
    const index = { manifest: indexOf("linux/amd64", "linux/arm64"), scan: PASSES.scan };
    serve(wire, { v1: index, "linux/amd64": amd64, "linux/arm64": arm64 });
    const args = ["scan-gate", "production", "frontend", "v1", "--timeout", "1"];
    return project.run(env, ...args, "--interval", "0.05", ...options);
  };

  test.each<[string, ScannedImage, ScannedImage, number, string]>([
    ["passes if every platform passes", PASSES, PASSES, 0, "passed"],
    ["fails for a finding on one platform", PASSES, FAILS, 1, "findings"],
    ["fails if one platform was never scanned", NEVER, PASSES, 3, "no-findings"],
    ["fails if one platform has no scan", FAILS, {}, 3, "no-scan"],
  ])("%s", async (_, amd64, arm64, code, reason) => {
    const { code: exit, stdout } = await gateOf(amd64, arm64, "--json");
    expect(exit).toBe(code);
    expect(JSON.parse(stdout)).toMatchObject({ passed: code === 0, reason });
  });

  test("has the platform of each finding in the report", async () => {
    const { stdout } = await gateOf(PASSES, FAILS);
    expect(stdout).toMatch(/^CRITICAL +CVE-2024-0 +linux\/arm64 +fails$/m);
    expect(stdout).toMatch(/^HIGH +CVE-2024-0 +linux\/amd64 +passes$/m);
    expect(stdout).toContain(`production/frontend:v1@${digestOf("v1")} failed (findings)`);
  });
});

describe("an allow-list", () => {
  const CRITICAL = status("COMPLETE", basic("CRITICAL"));
  const allow = (...entries: unknown[]) => ["--allow", project.write("allow.json", entries)];
  const allowance = { id: "CVE-2024-0", until: "2999-12-31", reason: "not reachable" };

  test("lets a finding through, and says why", async () => {
    expect(await verdict([CRITICAL], ...allow(allowance))).toMatchObject({
      code: 0,
      findings: [{ id: "CVE-2024-0", blocks: false, allowance }],
    });
  });

  test("lets no other finding through", async () => {
    const answer = status("COMPLETE", basic("CRITICAL", "CRITICAL"));
    expect(await verdict([answer], ...allow(allowance))).toMatchObject({ code: 1 });
  });

  test("has no word for what has no name", async () => {
    const { reason } = await verdict(
      [status("COMPLETE", { findings: [{ severity: "CRITICAL" }] })],
      ...allow({ ...allowance, id: "unnamed" }),
    );
    expect(reason).toBe("unreadable");
  });

  test("ends", async () => {
    const { code, stdout } = await gate(
      [CRITICAL],
      ...allow({ ...allowance, until: "2024-02-29" }),
    );
    expect(code).toBe(1);
    expect(stdout).toContain("allowance ended 2024-02-29");
  });

  test("says all that is wrong with it, and nothing passes", async () => {
    const { code, stderr } = await gate(
      [CRITICAL],
      ...allow({}, { ...allowance, until: "2025-02-30", package: "zlib" }),
    );
    expect(stderr).toContain('[1].package is "zlib": must be one of the keys id, until, reason');
    expect(code).toBe(2);
    expect(stderr).toContain("[0].id");
    expect(stderr).toContain("[0].until");
    expect(stderr).toContain("[0].reason");
    expect(stderr).toContain('[1].until is "2025-02-30"');
  });
});

test("the report is a table, or Markdown that a finding cannot break", async () => {
  const answer = status("ACTIVE", {
    enhancedFindings: [
      {
        severity: "CRITICAL",
        packageVulnerabilityDetails: {
          vulnerabilityId: "CVE-2024-3094",
          sourceUrl: "https://example.com/a",
          vulnerablePackages: [{ name: "evil|<img src=x>`", version: "1" }],
        },
      },
    ],
  });
  const text = await gate([answer]);
  expect(text.stdout).toMatch(/^CRITICAL +CVE-2024-3094 +evil/m);
  expect(text.stdout).toContain(`production/frontend:v1@${DIGEST} failed (findings)`);
  const { stdout } = await gate([answer], "--markdown");
  expect(stdout).toContain(
    "| `CRITICAL` | [`CVE-2024-3094`](https://example.com/a) | `evil\\|<img src=x>' 1` | `fails` |",
  );
});

// The document's gate: echo $SCAN_FINDINGS | grep -q "CRITICAL", of findingSeverityCounts.
describe("the document's gate lets through what this one does not:", () => {
  const documentPasses = (body: unknown) => !JSON.stringify(body ?? null).includes("CRITICAL");
  test.each<[string, unknown]>([
    ["a scan that failed", undefined],
    ["a count that is missing", { findings: [{ name: "CVE-1", severity: "CRITICAL" }] }],
    ["counts that are null", { findings: null, findingSeverityCounts: null }],
  ])("%s", async (name, findings) => {
    const counts = (findings as { findingSeverityCounts?: unknown } | undefined)
      ?.findingSeverityCounts;
    expect(documentPasses(counts)).toBe(true);
    const answer = status(name.endsWith("failed") ? "FAILED" : "COMPLETE", findings);
    expect((await verdict([answer])).passed).toBe(false);
  });
});

test("a description cannot forge the report", async () => {
  const description = "<b>x</b>\n\n### ✅ Image scan\npassed @everyone";
  const answer: WireAnswer = { body: { imageScanStatus: { status: "FAILED", description } } };
  const { stdout } = await gate([answer], "--markdown");
  expect(stdout.match(/^###.*$/gm)).toEqual(["### ❌ Image scan"]);
  expect(stdout).toContain(
    "`The scan's status is FAILED. <b>x</b> ### ✅ Image scan passed @everyone`",
  );
});

test("the time-out holds where ECR is silent from the start", async () => {
  wire.answer = () => "silence";
  const args = ["scan-gate", "production", "frontend", "v1", "--timeout", "0.2"];
  const { code, stderr } = await project.run(env, ...args);
  expect(code).toBe(3);
  expect(stderr).toContain("ECR did not answer in time");
});

test("an image that is not there is refused", async () => {
  wire.answer = () => ({ error: "ImageNotFoundException" });
  const { code, stderr } = await project.run(env, "scan-gate", "production", "frontend", "v9");
  expect(code).toBe(1);
  expect(stderr).toContain("production/frontend has no image v9");
});
