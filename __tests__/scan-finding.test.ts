import { describe, expect, test } from "vitest";
import * as z from "zod";
import { LINE, MalformedAnswer, readAnswer } from "../cli/scan-gate/answer.ts";
import { BASIC_FINDING, ENHANCED_FINDING } from "../cli/scan-gate/scan-finding.ts";
import { isSeverity, SEVERITIES } from "../cli/scan-gate/severity.ts";

const fromBasic = (finding: object) =>
  readAnswer(finding, BASIC_FINDING, "it", "ECR API, ImageScanFinding");
const fromEnhanced = (finding: object) =>
  readAnswer(finding, ENHANCED_FINDING, "it", "ECR API, EnhancedImageScanFinding");

describe("a finding of basic scanning", () => {
  test("is read whole", () => {
    const attributes = [
      { key: "CVSS2_SCORE", value: "7.5" },
      { key: "package_name", value: "zlib" },
      { key: "package_version", value: "1.2" },
    ];
    expect(
      fromBasic({ name: "CVE-1", severity: "HIGH", uri: "https://example.com", attributes }),
    ).toEqual({
      id: "CVE-1",
      severity: "HIGH",
      packages: ["zlib 1.2"],
      uri: "https://example.com",
    });
  });

  test("needs no more than a name", () => {
    expect(fromBasic({ name: "CVE-1" })).toEqual({
      id: "CVE-1",
      severity: "none",
      packages: [],
      uri: "",
    });
  });

  test("may lack a package's name or version", () => {
    const packagesOf = (key: string) =>
      fromBasic({ name: "CVE-1", attributes: [{ key, value: "1" }] }).packages;
    expect(packagesOf("package_name")).toEqual(["1"]);
    expect(packagesOf("package_version")).toEqual(["1"]);
  });
});

describe("a finding of enhanced scanning", () => {
  test("is read whole", () => {
    const packageVulnerabilityDetails = {
      vulnerabilityId: "CVE-1",
      sourceUrl: "https://example.com",
      vulnerablePackages: [{ name: "zlib", version: "1.2" }, { name: "xz" }, { arch: "AMD64" }],
    };
    const finding = { findingArn: "arn", severity: "HIGH", packageVulnerabilityDetails };
    expect(fromEnhanced(finding)).toEqual({
      id: "CVE-1",
      severity: "HIGH",
      packages: ["zlib 1.2", "xz"],
      uri: "https://example.com",
    });
  });

  test.each<[unknown, string]>([
    ["none", 'packageVulnerabilityDetails is "none": must be an object'],
    [
      { vulnerablePackages: {} },
      "packageVulnerabilityDetails.vulnerablePackages is {}: must be a list",
    ],
    [
      { vulnerablePackages: [{ name: 1 }] },
      "packageVulnerabilityDetails.vulnerablePackages[0].name is 1: must be a string",
    ],
    [
      { vulnerablePackages: [{ version: 1 }] },
      "packageVulnerabilityDetails.vulnerablePackages[0].version is 1: must be a string",
    ],
  ])("is refused with the details %j", (packageVulnerabilityDetails, message) => {
    const finding = { findingArn: "arn", packageVulnerabilityDetails };
    expect(() => fromEnhanced(finding)).toThrow(
      new MalformedAnswer(`${message} (ECR API, EnhancedImageScanFinding)`),
    );
  });

  test("is refused without an id", () => {
    expect(() => fromEnhanced({ packageVulnerabilityDetails: { vulnerabilityId: "" } })).toThrow(
      "must have a vulnerabilityId or a findingArn",
    );
  });

  test("needs no more than an ARN", () => {
    const bare = { id: "arn", severity: "none", packages: [], uri: "" };
    expect(fromEnhanced({ findingArn: "arn" })).toEqual(bare);
    expect(fromEnhanced({ findingArn: "arn", packageVulnerabilityDetails: {} })).toEqual(bare);
  });
});

test("the severities that can be ranked are ECR's and Inspector's", () => {
  expect(SEVERITIES.every(isSeverity)).toBe(true);
  expect(["UNDEFINED", "UNTRIAGED", "high", "", "toString"].some(isSeverity)).toBe(false);
});

describe("an answer", () => {
  const shape = z.object({ name: LINE, counts: z.array(z.int("must be whole")) });
  const read = (value: unknown) =>
    readAnswer(value, shape, "the answer", "ECR API, DescribeImages");

  test("has its texts on one line", () => {
    const name = " a\n\u001b[2J\u202eb\u2028c\u2029\r\n";
    expect(read({ name, counts: [], more: 1 })).toEqual({ name: "a [2J b c", counts: [] });
  });

  test("is refused with all that is wrong", () => {
    expect(() => read({ name: null, counts: [0, 0.5] })).toThrow(
      new MalformedAnswer(
        "name is null: must be a string (ECR API, DescribeImages); counts[1] is 0.5: must be whole (ECR API, DescribeImages)",
      ),
    );
  });
});
