import { describe, expect, test } from "vitest";
import { toMarkdown, toText } from "../cli/scan-gate/scan-report.ts";
import type { JudgedScanFinding, Verdict } from "../cli/scan-gate/verdict.ts";

const FINDING: JudgedScanFinding = {
  id: "CVE-2024-3094",
  severity: "CRITICAL",
  packages: ["xz 5.6.0", "liblzma 5.6.0"],
  uri: "https://example.com/a",
  blocks: true,
};

function failed(...findings: JudgedScanFinding[]): Verdict {
  return { passed: false, reason: "findings", explanation: "1 finding.", findings };
}

const PASSED: Verdict = {
  passed: true,
  reason: "passed",
  explanation: "No finding.",
  findings: [],
};

describe("a report for a terminal", () => {
  test("is one line, if there are no findings", () => {
    expect(toText("backend:v1", PASSED)).toBe("backend:v1 passed: No finding.");
  });

  test("is a table and the verdict", () => {
    const allowance = { id: FINDING.id, until: "2026-12-31", reason: "not run" };
    const low = { ...FINDING, severity: "LOW", packages: [], blocks: false };
    const verdict = failed(
      FINDING,
      low,
      { ...FINDING, allowance, blocks: false },
      { ...FINDING, allowance },
    );
    expect(
      toText("backend:v1", verdict)
        .split("\n")
        .map((line) => line.trimEnd()),
    ).toEqual([
      "Severity  Finding        Package                  Verdict",
      "CRITICAL  CVE-2024-3094  xz 5.6.0, liblzma 5.6.0  fails",
      "LOW       CVE-2024-3094                           passes",
      "CRITICAL  CVE-2024-3094  xz 5.6.0, liblzma 5.6.0  allowed until 2026-12-31: not run",
      "CRITICAL  CVE-2024-3094  xz 5.6.0, liblzma 5.6.0  fails: allowance ended 2026-12-31",
      "",
      "backend:v1 failed (findings): 1 finding.",
    ]);
  });

  test("has the platforms of a multi-platform image", () => {
    const finding = { ...FINDING, packages: ["xz"], platform: "linux/arm64" };
    const verdict = { ...failed(finding, { ...finding, platform: undefined }), platforms: [] };
    expect(
      toText("backend:v1", verdict)
        .split("\n")
        .map((line) => line.trimEnd()),
    ).toEqual([
      "Severity  Finding        Package  Platform     Verdict",
      "CRITICAL  CVE-2024-3094  xz       linux/arm64  fails",
      "CRITICAL  CVE-2024-3094  xz                    fails",
      "",
      "backend:v1 failed (findings): 1 finding.",
    ]);
  });
});

describe("a report for a pull request", () => {
  test("has no table, if there are no findings", () => {
    expect(toMarkdown("backend:v1", PASSED)).toBe(
      "### ✅ Image scan\n\n`backend:v1` passed: `No finding.`",
    );
  });

  test("is a heading, the verdict and a table with links", () => {
    const verdict = { ...failed({ ...FINDING, platform: "linux/arm64" }), platforms: [] };
    expect(toMarkdown("backend:v1", verdict).split("\n")).toEqual([
      "### ❌ Image scan",
      "",
      "`backend:v1` failed (findings): `1 finding.`",
      "",
      "| Severity | Finding | Package | Platform | Verdict |",
      "| --- | --- | --- | --- | --- |",
      "| `CRITICAL` | [`CVE-2024-3094`](https://example.com/a) | `xz 5.6.0, liblzma 5.6.0` | `linux/arm64` | `fails` |",
    ]);
  });

  test.each([
    ["http://example.com", true],
    ["", false],
    ["javascript:alert(1)", false],
    ["x https://example.com", false],
    ["https://", false],
    ...[" ", "(", ")", "|", "<", ">"].map((sign): [string, boolean] => [
      `https://a${sign}b`,
      false,
    ]),
  ])("links %j: %s", (uri, isLink) => {
    const report = toMarkdown("backend:v1", failed({ ...FINDING, uri }));
    expect(report).toContain(isLink ? `| [\`${FINDING.id}\`](${uri}) |` : `| \`${FINDING.id}\` |`);
    expect(report.includes("](")).toBe(isLink);
  });

  test("leaves empty cells empty, and no text breaks out of its cell", () => {
    const hostile = { ...FINDING, id: "a`b`|c|", packages: [], uri: "" };
    expect(toMarkdown("backend:v1", failed(hostile)).split("\n").at(-1)).toBe(
      "| `CRITICAL` | `a'b'\\|c\\|` |  | `fails` |",
    );
  });
});
