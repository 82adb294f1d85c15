import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Allowance } from "../cli/scan-gate/allow-list.ts";
import { combine } from "../cli/scan-gate/platform-verdicts.ts";
import { noAnswer, type ScanResult } from "../cli/scan-gate/scan.ts";
import type { ScanFinding } from "../cli/scan-gate/scan-finding.ts";
import { SEVERITIES, type Severity } from "../cli/scan-gate/severity.ts";
import { judge } from "../cli/scan-gate/verdict.ts";

const NOW = new Date("2026-06-30T12:00:00Z");

function finding(severity: string, id = `CVE-${severity}`): ScanFinding {
  return { id, severity, packages: [], uri: "" };
}

function scan(findings: readonly ScanFinding[], others: Partial<ScanResult> = {}): ScanResult {
  return { findings, counts: {}, ...others };
}

function judged(result: ScanResult, failOn: Severity = "HIGH", allowances: Allowance[] = []) {
  return judge(result, { failOn, allowances, now: NOW });
}

describe("the verdict on a scan", () => {
  test("is that it passed, if no finding is as grave as the threshold", () => {
    expect(judged(scan([finding("LOW"), finding("MEDIUM")]))).toEqual({
      passed: true,
      reason: "passed",
      explanation: "No finding of severity HIGH or higher that is not allowed.",
      findings: [
        { ...finding("MEDIUM"), blocks: false },
        { ...finding("LOW"), blocks: false },
      ],
    });
  });

  test("is that it failed, if one is", () => {
    expect(judged(scan([finding("LOW"), finding("HIGH")]))).toEqual({
      passed: false,
      reason: "findings",
      explanation: "1 finding of severity HIGH or higher.",
      findings: [
        { ...finding("HIGH"), blocks: true },
        { ...finding("LOW"), blocks: false },
      ],
    });
    expect(judged(scan([finding("HIGH"), finding("CRITICAL")])).explanation).toBe(
      "2 findings of severity HIGH or higher.",
    );
  });

  test("is why there is no answer, if there is none", () => {
    const none = noAnswer("pending", "The scan's status is still PENDING.");
    expect(judge(none, { failOn: "LOW", allowances: [], now: NOW })).toEqual({
      passed: false,
      reason: "pending",
      explanation: "The scan's status is still PENDING.",
      findings: [],
    });
  });

  test("is that more findings may come, unless those that are there fail already", () => {
    const unsettled = noAnswer("timed-out", "Too early.");
    const listed = [{ ...finding("LOW"), blocks: false }];
    expect(judged(scan([finding("LOW")], { unsettled }))).toEqual({
      passed: false,
      reason: "timed-out",
      explanation: "Too early.",
      findings: listed,
    });
    expect(judged(scan([finding("HIGH")], { unsettled })).reason).toBe("findings");
  });

  test("depends on the threshold, for each severity", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SEVERITIES),
        fc.array(fc.constantFrom(...SEVERITIES)),
        (failOn, severities) => {
          const isGrave = (one: Severity) => SEVERITIES.indexOf(one) <= SEVERITIES.indexOf(failOn);
          const verdict = judged(scan(severities.map((one) => finding(one))), failOn);
          expect(verdict.passed).toBe(!severities.some(isGrave));
          expect(
            verdict.findings.every(
              ({ severity, blocks }) => isGrave(severity as Severity) === blocks,
            ),
          ).toBe(true);
        },
      ),
    );
  });
});

test("findings are sorted: what cannot be ranked, then the most severe, then by id", () => {
  const others = ["LOW", "HIGH", "INFORMATIONAL", "CRITICAL", "MEDIUM"].map((one) => finding(one));
  const { findings } = judged(
    scan([finding("LOW", "CVE-B"), ...others, finding("UNTRIAGED"), finding("LOW", "CVE-A")]),
  );
  expect(findings.map(({ id }) => id)).toEqual([
    "CVE-UNTRIAGED",
    "CVE-CRITICAL",
    "CVE-HIGH",
    "CVE-MEDIUM",
    "CVE-A",
    "CVE-B",
    "CVE-LOW",
    "CVE-INFORMATIONAL",
  ]);
});

describe("findings that ECR counts and does not list", () => {
  test("fail, if they are as grave as the threshold", () => {
    const counts = { LOW: 5, HIGH: 2 };
    const { passed, reason, explanation, findings } = judged(scan([finding("HIGH")], { counts }));
    expect({ passed, reason, explanation }).toEqual({
      passed: false,
      reason: "findings-incomplete",
      explanation: "ECR counts 2 of severity HIGH and lists 1.",
    });
    expect(findings).toHaveLength(1);
  });

  test("fail, if their severity cannot be ranked", () => {
    const { reason } = judged(scan([], { counts: { UNTRIAGED: 1 } }), "CRITICAL");
    expect(reason).toBe("findings-incomplete");
  });

  test("fail, however many findings of other severities are listed", () => {
    const counts = { HIGH: 1, LOW: 2 };
    const { reason } = judged(scan([finding("LOW", "CVE-1"), finding("LOW", "CVE-2")], { counts }));
    expect(reason).toBe("findings-incomplete");
  });

  test("do not matter below the threshold", () => {
    expect(judged(scan([], { counts: { MEDIUM: 9 } })).passed).toBe(true);
  });

  test("are none, if the list is as long or longer", () => {
    const counts = { HIGH: 1, CRITICAL: 0 };
    expect(judged(scan([finding("HIGH"), finding("HIGH")], { counts })).reason).toBe("findings");
  });
});

test("a severity that cannot be ranked fails, and its findings are named", () => {
  const findings = [finding("CRITICAL"), finding("UNDEFINED", "CVE-1"), finding("none", "CVE-2")];
  const { passed, reason, explanation } = judged(scan(findings));
  expect({ passed, reason, explanation }).toEqual({
    passed: false,
    reason: "unknown-severity",
    explanation: "The severity of CVE-1 (UNDEFINED), CVE-2 (none) cannot be ranked.",
  });
});

describe("an allowance", () => {
  const allowance = (until: string, reason = "not reachable") => ({
    id: "CVE-HIGH",
    until,
    reason,
  });

  test.each([["UNDEFINED"], ["HIGH"]])(
    "lets its finding through, whatever its severity (%s)",
    (severity) => {
      const allowances = [allowance("2026-06-30")];
      const { passed, findings } = judged(
        scan([finding(severity, "CVE-HIGH")]),
        "HIGH",
        allowances,
      );
      expect(passed).toBe(true);
      expect(findings).toEqual([
        { ...finding(severity, "CVE-HIGH"), allowance: allowances[0], blocks: false },
      ]);
    },
  );

  test("lets no other finding through", () => {
    const { passed, findings } = judged(scan([finding("CRITICAL")]), "HIGH", [
      allowance("2999-01-01"),
    ]);
    expect(passed).toBe(false);
    expect(findings[0]).not.toHaveProperty("allowance");
  });

  test("ends with its day, in UTC, and is shown all the same", () => {
    const allowances = [allowance("2026-06-29")];
    const { reason, findings } = judged(scan([finding("HIGH")]), "HIGH", allowances);
    expect(reason).toBe("findings");
    expect(findings).toEqual([{ ...finding("HIGH"), allowance: allowances[0], blocks: true }]);
  });

  test("counts if it is in force, whichever comes first", () => {
    const ended = allowance("2026-01-01");
    const inForce = allowance("2026-12-31", "in force");
    for (const allowances of [
      [ended, inForce],
      [inForce, ended],
    ]) {
      const { findings } = judged(scan([finding("HIGH")]), "HIGH", allowances);
      expect(findings[0]).toMatchObject({ allowance: inForce, blocks: false });
    }
  });
});

describe("the verdict on several images", () => {
  const passes = judged(scan([finding("LOW", "CVE-2")]));
  const fails = judged(scan([finding("HIGH", "CVE-1"), finding("LOW", "CVE-2")]));
  const none = judge(noAnswer("no-scan", "None."), { failOn: "HIGH", allowances: [], now: NOW });
  const one = (platform: string, verdict = passes) => ({
    digest: `sha256:${platform}`,
    platform,
    verdict,
  });

  test("is that on the only one, if that has no platform", () => {
    expect(combine([{ digest: "sha256:1", verdict: fails }])).toBe(fails);
  });

  test("is that all passed", () => {
    const { passed, reason, explanation } = passes;
    const own = { passed, reason, explanation };
    expect(combine([one("linux/amd64"), one("linux/arm64")])).toEqual({
      passed: true,
      reason: "passed",
      explanation: `linux/amd64: ${explanation} linux/arm64: ${explanation}`,
      findings: [
        { ...finding("LOW", "CVE-2"), blocks: false, platform: "linux/amd64" },
        { ...finding("LOW", "CVE-2"), blocks: false, platform: "linux/arm64" },
      ],
      platforms: [
        { platform: "linux/amd64", digest: "sha256:linux/amd64", ...own },
        { platform: "linux/arm64", digest: "sha256:linux/arm64", ...own },
      ],
    });
  });

  test("is that of the one that failed, and names no other", () => {
    const { passed, reason, explanation, findings } = combine([
      one("linux/amd64"),
      one("linux/arm64", fails),
      one("linux/s390x"),
    ]);
    expect({ passed, reason, explanation }).toEqual({
      passed: false,
      reason: "findings",
      explanation: "linux/arm64: 1 finding of severity HIGH or higher.",
    });
    expect(findings.map(({ id, platform }) => [id, platform])).toEqual([
      ["CVE-1", "linux/arm64"],
      ["CVE-2", "linux/amd64"],
      ["CVE-2", "linux/arm64"],
      ["CVE-2", "linux/s390x"],
    ]);
  });

  test("is what cannot be told, before findings", () => {
    const images = [one("linux/amd64", fails), one("linux/arm64", none)];
    expect(combine(images)).toMatchObject({
      passed: false,
      reason: "no-scan",
      explanation:
        "linux/amd64: 1 finding of severity HIGH or higher. " +
        "linux/arm64: None. Is scan_on_push on? It applies to images that are pushed after it is turned on.",
      platforms: [{ reason: "findings" }, { reason: "no-scan" }],
    });
    expect(combine(images.toReversed()).reason).toBe("no-scan");
  });

  test("is that it passed only if each passed", () => {
    const verdict = fc.constantFrom(passes, fails, none);
    fc.assert(
      fc.property(fc.array(verdict, { minLength: 1 }), (verdicts) => {
        const { passed, reason } = combine(verdicts.map((each, index) => one(`${index}`, each)));
        expect(passed).toBe(verdicts.every((each) => each.passed));
        expect(passed).toBe(reason === "passed");
      }),
    );
  });
});
