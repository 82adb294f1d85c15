import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { Registry } from "../cli/ecr/registry.ts";
import { awaitScan } from "../cli/scan-gate/await-scan.ts";
import type { NoAnswer } from "../cli/scan-gate/scan.ts";
import { EcrWire, type WireAnswer } from "./support/ecr-wire.ts";
import { basic, cleanOrTooEarly, EMPTY, enhanced, status } from "./support/scan-answers.ts";
import { type Answer, digestOf, serve } from "./support/scanned-images.ts";

const wire = new EcrWire();
let registry: Registry;
let time: AbortController;
let said: string[];

beforeAll(async () => {
  for (const [name, value] of Object.entries(await wire.listen())) vi.stubEnv(name, value);
  const none = { id: "", environment: "", folder: "", repositories: [] };
  registry = new Registry({ ...none, region: "eu-west-1", accountId: "123456789012" });
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW * 1_000 });
  time = new AbortController();
  said = [];
  vi.spyOn(console, "error").mockImplementation((line) => said.push(line));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
afterAll(() => {
  vi.unstubAllEnvs();
  wire.close();
});

const NOW = 1_800_000_000;

/** Waits for the scan of an image. Where the answers run out, the time is up. */
async function wait(...answers: Answer[]) {
  const timeIsUp = () => {
    time.abort();
    return "silence" as const;
  };
  const asked = serve(wire, { v1: { scan: [...answers, timeIsUp] } });
  return { scan: await awaitScan(registry, request()), asked };
}

function request() {
  const imageDigest = digestOf("v1");
  return { repositoryName: "production/backend", imageDigest, interval: 0, signal: time.signal };
}

function later(seconds: number, answer: WireAnswer): Answer {
  return () => {
    vi.setSystemTime((NOW + seconds) * 1_000);
    return answer;
  };
}

describe("a scan is final", () => {
  test("at once, if basic scanning found nothing", async () => {
    const justNow = { ...basic(), imageScanCompletedAt: NOW };
    expect((await wait(status("COMPLETE", justNow))).scan).toEqual({ findings: [], counts: {} });
  });

  test("at once, if basic scanning found something", async () => {
    const justNow = { ...basic("LOW"), imageScanCompletedAt: NOW };
    expect((await wait(status("COMPLETE", justNow))).scan).toEqual({
      findings: [{ id: "CVE-2024-0", severity: "LOW", packages: [], uri: "" }],
      counts: { LOW: 1 },
    });
  });

  test.each(["COMPLETE", "ACTIVE"])(
    "if Inspector found nothing for a minute (%s)",
    async (name) => {
      const clean = status(name, cleanOrTooEarly(NOW));
      const { scan, asked } = await wait(clean, later(59, clean), later(60, clean));
      expect(scan).toEqual({ findings: [], counts: {} });
      expect(asked).toHaveLength(3);
    },
  );

  test("if Inspector's list of nothing is a minute old", async () => {
    const clean = status("ACTIVE", { ...enhanced(), imageScanCompletedAt: NOW - 60 });
    expect((await wait(clean)).scan).toEqual({ findings: [], counts: {} });
  });

  test("once Inspector had a minute to hand its findings over", async () => {
    const fresh = { imageScanCompletedAt: NOW };
    const { scan } = await wait(
      status("COMPLETE", cleanOrTooEarly(NOW)),
      later(15, status("COMPLETE", { ...enhanced("LOW"), ...fresh })),
      later(60, status("COMPLETE", { ...enhanced("LOW", "CRITICAL"), ...fresh })),
    );
    expect(scan).toMatchObject({ counts: { LOW: 1, CRITICAL: 1 } });
    expect(scan).not.toHaveProperty("unsettled");
  });

  test("without the time of the scan, if there are findings", async () => {
    const { imageScanCompletedAt: _, ...withoutTime } = enhanced("HIGH");
    expect((await wait(status("ACTIVE", withoutTime))).scan).toMatchObject({ counts: { HIGH: 1 } });
  });

  test("without the time of the scan and counts, if there are findings", async () => {
    const { findings } = basic("HIGH");
    expect((await wait(status("COMPLETE", { findings }))).scan).toMatchObject({
      findings: [{ severity: "HIGH" }],
    });
  });

  test("without a list of basic findings, as AWS documents an enhanced scan", async () => {
    const { findings: _, ...documented } = enhanced("HIGH");
    expect((await wait(status("ACTIVE", documented))).scan).toMatchObject({ counts: { HIGH: 1 } });
  });

  test("if it is about the image and the repository that were asked for", async () => {
    const own = {
      registryId: "123456789012",
      repositoryName: "production/backend",
      imageId: { imageDigest: digestOf("v1"), imageTag: "v1" },
    };
    const { scan } = await wait(status("COMPLETE", basic(), undefined, own));
    expect(scan).toEqual({ findings: [], counts: {} });
  });

  test("without the time of the scan, if there are counts", async () => {
    const counts = { LOW: 0, HIGH: 1 };
    const answer = status("COMPLETE", { findings: [], findingSeverityCounts: counts });
    expect((await wait(answer)).scan).toEqual({ findings: [], counts });
  });
});

describe("an answer without a scan is waited for, and fails when the time is up:", () => {
  test.each<[string, unknown, string]>([
    ["an empty list", EMPTY, "no-findings"],
    ["two empty lists", { findings: [], enhancedFindings: [] }, "no-findings"],
    ["counts of nothing", { findings: [], findingSeverityCounts: {} }, "no-findings"],
    ["counts of 0", { findings: [], findingSeverityCounts: { CRITICAL: 0 } }, "no-findings"],
    ["no list", {}, "no-findings"],
    ["a time without a list", { imageScanCompletedAt: NOW - 90 }, "no-findings"],
    ["no list and counts", { findingSeverityCounts: {} }, "no-findings"],
    ["nothing at all", undefined, "no-findings"],
  ])("%s", async (_, findings, reason) => {
    for (const name of ["COMPLETE", "ACTIVE"]) {
      time = new AbortController();
      const { scan, asked } = await wait(status(name, findings), status(name, findings));
      expect(scan).toMatchObject({ noAnswer: reason });
      expect(asked).toHaveLength(3);
    }
  });

  test("a scan in the future", async () => {
    const { scan } = await wait(status("COMPLETE", cleanOrTooEarly(NOW + 10)));
    expect(scan).toMatchObject({ unsettled: { noAnswer: "timed-out" } });
  });

  test("and the findings then pass or fail", async () => {
    const { scan } = await wait(
      { error: "ScanNotFoundException" },
      status("PENDING", { findings: [], enhancedFindings: [] }),
      status("IN_PROGRESS"),
      status("COMPLETE", EMPTY),
      status("COMPLETE", basic("HIGH")),
    );
    expect(scan).toMatchObject({ counts: { HIGH: 1 } });
    expect(said).toEqual([
      "The scan's status is still not found. Is scan_on_push on? It applies to images that are pushed after it is turned on.",
      "The scan's status is still PENDING.",
      "The scan's status is still IN_PROGRESS.",
      "The scan's status is COMPLETE, without findings and the time of the scan.",
    ]);
  });
});

describe("when the time is up", () => {
  test("the reason is the last status", async () => {
    const { scan } = await wait(status("IN_PROGRESS"), status("PENDING"));
    expect(scan).toEqual({
      noAnswer: "pending",
      explanation: "The scan's status is still PENDING.",
    });
  });

  test("it is that during a pause, too", async () => {
    vi.mocked(console.error).mockImplementation(() => setImmediate(() => time.abort()));
    const asked = serve(wire, { v1: { scan: [status("PENDING")] } });
    const hour = { ...request(), interval: 3_600_000 };
    expect(await awaitScan(registry, hour)).toMatchObject({ noAnswer: "pending" });
    expect(asked).toHaveLength(1);
  });

  test("findings that may not be all are there all the same", async () => {
    const fresh = { ...enhanced("CRITICAL"), imageScanCompletedAt: NOW - 59 };
    expect((await wait(status("ACTIVE", fresh))).scan).toMatchObject({
      counts: { CRITICAL: 1 },
      unsettled: {
        noAnswer: "timed-out",
        explanation: "The scan is not 60 seconds old: Inspector may add findings.",
      },
    });
    expect(said).toEqual(["The scan is not 60 seconds old: Inspector may add findings."]);
  });

  test("and ECR never answered, that is the reason", async () => {
    expect((await wait()).scan).toEqual({
      noAnswer: "timed-out",
      explanation: "ECR did not answer in time.",
    });
  });
});

describe("is waited out:", () => {
  test.each<[string, WireAnswer]>([
    ["ThrottlingException", { error: "ThrottlingException" }],
    ["ThrottledException", { error: "ThrottledException" }],
    ["TooManyRequestsException", { error: "TooManyRequestsException" }],
    ["status 429", { error: "Busy", status: 429 }],
    ["ServerException", { error: "ServerException", status: 500 }],
    ["status 503", { error: "ServiceUnavailable", status: 503 }],
  ])("%s", async (_, answer) => {
    const page = status("COMPLETE", basic("LOW"), "2");
    const { scan } = await wait(answer, answer, page, answer, status("COMPLETE", basic("LOW")));
    expect(scan).toMatchObject({ findings: [{ severity: "LOW" }, { severity: "LOW" }] });
    expect(said).toHaveLength(3);
    expect(said[0]).toMatch(/^AWS: DescribeImageScanFindings: \w+: by the test\. Trying again\.$/);
  });

  test("until the time is up", async () => {
    vi.mocked(console.error).mockImplementation(() => time.abort());
    const { scan, asked } = await wait({ error: "ThrottlingException", message: "Rate exceeded" });
    expect(scan).toEqual({
      noAnswer: "timed-out",
      explanation:
        "ECR did not answer in time. Its last answer: AWS: DescribeImageScanFindings: ThrottlingException: Rate exceeded",
    });
    expect(asked).toHaveLength(1);
  });

  test("and what the scan said before is the reason then", async () => {
    const { scan } = await wait(status("PENDING"), { error: "ThrottlingException" });
    expect(scan).toMatchObject({ noAnswer: "pending" });
  });
});

describe("is not waited out:", () => {
  test.each([
    ["AccessDeniedException", 400],
    ["AccessDenied", 403],
    ["ExpiredTokenException", 400],
    ["UnThrottledException", 400],
    ["NotTooManyRequests", 499],
    ["ImageNotFoundException", 400],
  ])("%s", async (error, code) => {
    const { scan, asked } = await wait(status("PENDING"), { error, status: code });
    expect(scan).toEqual({
      noAnswer: "unreadable",
      explanation: expect.stringContaining(
        `The findings cannot be read: AWS: DescribeImageScanFindings: ${error}: by the test`,
      ),
    });
    expect(asked).toHaveLength(2);
  });

  test.each([
    ["FAILED", "scan-failed"],
    ["UNSUPPORTED_IMAGE", "unsupported-image"],
    ["SCAN_ELIGIBILITY_EXPIRED", "expired"],
    ["FINDINGS_UNAVAILABLE", "findings-unavailable"],
    ["LIMIT_EXCEEDED", "limit-exceeded"],
    ["IMAGE_ARCHIVED", "image-archived"],
    ["SCANNED_BY_AI", "unknown-status"],
    ["constructor", "unknown-status"],
  ])("the status %s", async (name, reason) => {
    const imageScanStatus = { status: name, description: "Because." };
    const answer = { body: { imageScanStatus, imageScanFindings: basic() } };
    const { scan, asked } = await wait(answer);
    expect(scan).toEqual({
      noAnswer: reason,
      explanation: `The scan's status is ${name}. Because.`,
    });
    expect(asked).toHaveLength(1);
  });

  test("a status without a description", async () => {
    expect((await wait(status("FAILED"))).scan).toEqual({
      noAnswer: "scan-failed",
      explanation: "The scan's status is FAILED.",
    });
  });
});

describe("the pages of a scan", () => {
  const page = status("COMPLETE", basic("LOW"), "2");

  test("are read to the last, and the highest of their counts counts", async () => {
    const { scan, asked } = await wait(
      status("COMPLETE", { ...basic("LOW"), findingSeverityCounts: { LOW: 5, HIGH: 0 } }, "2"),
      status("COMPLETE", { ...basic("LOW"), findingSeverityCounts: { LOW: 2, HIGH: 1 } }, "3"),
      status("COMPLETE", { ...basic("HIGH"), findingSeverityCounts: { HIGH: 1 } }),
    );
    expect(scan).toMatchObject({
      findings: [{ severity: "LOW" }, { severity: "LOW" }, { severity: "HIGH" }],
      counts: { LOW: 5, HIGH: 1 },
    });
    expect(asked).toHaveLength(3);
  });

  test("are Inspector's if one of them is", async () => {
    const { scan } = await wait(
      status("ACTIVE", { ...basic("LOW"), imageScanCompletedAt: NOW }, "2"),
      status("ACTIVE", { ...enhanced("LOW"), imageScanCompletedAt: NOW }),
    );
    expect(scan).toMatchObject({ unsettled: { noAnswer: "timed-out" } });
  });

  test("are counted if one of them is", async () => {
    const { findingSeverityCounts: _, ...uncounted } = basic("LOW");
    const { scan } = await wait(
      status("ACTIVE", { ...uncounted, imageScanCompletedAt: NOW }, "2"),
      status("ACTIVE", { ...basic("LOW"), imageScanCompletedAt: NOW }),
    );
    expect(scan).not.toHaveProperty("unsettled");
  });

  test("are read anew if the scan began anew between them", async () => {
    const { scan } = await wait(page, status("PENDING"), status("COMPLETE", basic("CRITICAL")));
    expect(scan).toMatchObject({ findings: [{ severity: "CRITICAL" }] });
  });

  test("do not count if the scan failed between them", async () => {
    const { scan } = await wait(page, status("FAILED", basic()));
    expect(scan).toMatchObject({ noAnswer: "scan-failed" });
  });

  test("do not count if one of them has no list", async () => {
    const { scan } = await wait(page, status("COMPLETE", {}));
    expect(scan).toMatchObject({
      noAnswer: "no-findings",
      explanation: "The scan's status is COMPLETE, without a list of findings.",
    });
  });

  test("do not count if one of them comes twice", async () => {
    const { scan } = await wait(page, page);
    expect(scan).toEqual({ noAnswer: "unreadable", explanation: "ECR sent one page twice." });
  });
});

test("the request names the registry, the image by its digest, and the page", async () => {
  const inputs: unknown[] = [];
  const { answer } = wire;
  const answers = [status("COMPLETE", basic(), "2"), status("COMPLETE", basic())];
  wire.answer = (_, input) => {
    inputs.push(input);
    return answers.shift()!;
  };
  await awaitScan(registry, request());
  wire.answer = answer;
  const imageId = { imageDigest: digestOf("v1") };
  const input = { registryId: "123456789012", repositoryName: "production/backend", imageId };
  expect(inputs).toEqual([input, { ...input, nextToken: "2" }]);
});

test("progress names the platform", async () => {
  serve(wire, { v1: { scan: [status("PENDING"), status("COMPLETE", basic())] } });
  await awaitScan(registry, request(), "linux/arm64");
  expect(said).toEqual(["linux/arm64: The scan's status is still PENDING."]);
});

describe("an answer that is not as ECR's API describes it is unreadable:", () => {
  const others = (name: string, value: unknown) =>
    status("COMPLETE", basic(), undefined, { [name]: value });
  const finding = (value: unknown) => status("COMPLETE", { ...basic(), findings: [value] });
  const enhancedFinding = (value: unknown) =>
    status("ACTIVE", { ...enhanced(), enhancedFindings: [value] });
  test.each<[string, WireAnswer, string]>([
    ["another image", others("imageId", { imageDigest: digestOf("other") }), "another image"],
    ["another repository", others("repositoryName", "other"), "another image"],
    ["a token", others("nextToken", 2), "nextToken is 2: must be a string"],
    ["a list", status("COMPLETE", { ...basic(), findings: "none" }), "findings"],
    ["a finding", finding([]), "findings[0].name is not set: must be a string"],
    ["no finding", finding("CRITICAL"), 'findings[0] is "CRITICAL": must be an object'],
    ["a name", finding({ severity: "LOW" }), "findings[0].name is not set: must be a string"],
    ["a severity", finding({ name: "CVE-1", severity: 9 }), "severity is 9"],
    ["a link", finding({ name: "CVE-1", severity: "LOW", uri: {} }), "uri is {}"],
    ["attributes", finding({ name: "CVE-1", severity: "LOW", attributes: 1 }), "attributes is 1"],
    [
      "an enhanced finding",
      enhancedFinding({ severity: "LOW" }),
      "must have a vulnerabilityId or a findingArn",
    ],
    [
      "an enhanced severity",
      enhancedFinding({ findingArn: "arn", severity: [] }),
      "severity is []",
    ],
    [
      "enhanced packages",
      enhancedFinding({
        findingArn: "arn",
        packageVulnerabilityDetails: { vulnerablePackages: {} },
      }),
      "vulnerablePackages is {}: must be a list",
    ],
    [
      "an enhanced link",
      enhancedFinding({ findingArn: "arn", packageVulnerabilityDetails: { sourceUrl: 1 } }),
      "sourceUrl is 1",
    ],
    [
      "counts",
      status("COMPLETE", { ...basic(), findingSeverityCounts: { LOW: "1" } }),
      "findingSeverityCounts.LOW is",
    ],
    [
      "a count below 0",
      status("COMPLETE", { ...basic(), findingSeverityCounts: { LOW: -1 } }),
      "-1",
    ],
    [
      "half a count",
      status("COMPLETE", { ...basic(), findingSeverityCounts: { LOW: 0.5 } }),
      "0.5",
    ],
    ["a time", status("COMPLETE", { ...basic(), imageScanCompletedAt: "now" }), "number"],
    [
      "no time",
      status("COMPLETE", { ...basic(), imageScanCompletedAt: 1e99 }),
      "imageScanCompletedAt is Invalid Date: must be a time",
    ],
    [
      "no enhanced finding",
      enhancedFinding(null),
      "enhancedFindings[0] is null: must be an object",
    ],
    ["a status", { body: { imageScanStatus: { status: 1 } } }, "status is 1"],
    ["a description", { body: { imageScanStatus: { description: 1 } } }, "description is 1"],
  ])("%s", async (_, answer, explanation) => {
    const { scan, asked } = await wait(answer);
    const { noAnswer, explanation: whole } = scan as NoAnswer;
    expect(noAnswer).toBe("unreadable");
    const [before, after] = whole.split("The findings cannot be read: ");
    expect(before).toBe("");
    expect(after).toContain(explanation);
    expect(asked).toHaveLength(1);
  });
});
