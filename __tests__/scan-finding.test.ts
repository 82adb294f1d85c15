import { describe, expect, test } from "vitest";
import { fromBasic, fromEnhanced, isSeverity, SEVERITIES } from "../cli/scan-gate/scan-finding.ts";
import {
  countsOf,
  listOf,
  MalformedAnswer,
  objectOf,
  text,
  timeOf,
} from "../cli/scan-gate/wire.ts";

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
    ["none", 'details is ["none"], which is no list of objects'],
    [{ vulnerablePackages: [{ name: 1 }] }, "name is 1, which is no text"],
    [{ vulnerablePackages: [{ version: 1 }] }, "version is 1, which is no text"],
  ])("is refused with the details %j", (packageVulnerabilityDetails, message) => {
    const finding = { findingArn: "arn", packageVulnerabilityDetails };
    expect(() => fromEnhanced(finding)).toThrow(message);
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

describe("a part of an answer", () => {
  const problem = (read: () => unknown): string => {
    try {
      return `read: ${JSON.stringify(read())}`;
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedAnswer);
      return (error as Error).message;
    }
  };

  test("that is a text is laid on one line", () => {
    expect(text(" a\n\u001b[2J\u202eb\u2028c\u2029\r\n", "name")).toBe("a [2J b c");
  });

  test.each<[string, () => unknown, string]>([
    ["text", () => text(null, "name"), "name is null, which is no text"],
    ["list", () => listOf({}, "list"), "list is {}, which is no list of objects"],
    ["list of lists", () => listOf([[]], "list"), "list is [[]], which is no list of objects"],
    ["list of null", () => listOf([null], "list"), "list is [null], which is no list of objects"],
    [
      "list of texts",
      () => listOf([{}, ""], "list"),
      'list is [{},""], which is no list of objects',
    ],
    ["object", () => objectOf([], "it"), "it is [], which is no object"],
    ["null object", () => objectOf(null, "it"), "it is null, which is no object"],
    ["time", () => timeOf(1_700_000_000, "at"), "at is 1700000000, which is no time"],
    ["wrong time", () => timeOf(new Date(Number.NaN), "at"), "at is null, which is no time"],
    ["counts", () => countsOf([], "counts"), "counts is [], which is no counts"],
    ["no counts", () => countsOf("", "counts"), 'counts is "", which is no counts'],
    ["big count", () => countsOf({ A: "9" }, "counts"), 'counts is {"A":"9"}, which is no counts'],
    ["negative", () => countsOf({ A: 1, B: -1 }, "c"), 'c is {"A":1,"B":-1}, which is no counts'],
    ["fraction", () => countsOf({ A: 1.5 }, "c"), 'c is {"A":1.5}, which is no counts'],
    ["nothing", () => text(undefined, "name"), "name is not there, which is no text"],
    [
      "long",
      () => listOf("x".repeat(200), "it"),
      `it is "${"x".repeat(99)}, which is no list of objects`,
    ],
  ])("that is no %s is reported", (_, read, message) => {
    expect(problem(read)).toBe(message);
  });

  test("that is right is read", () => {
    const date = new Date(0);
    expect(listOf([{}], "list")).toEqual([{}]);
    expect(objectOf({ a: 1 }, "it")).toEqual({ a: 1 });
    expect(timeOf(date, "at")).toBe(date);
    expect(countsOf({ A: 0, B: 2 }, "counts")).toEqual({ A: 0, B: 2 });
  });
});
