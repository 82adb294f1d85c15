import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXIT } from "../cli/command-error.ts";
import { isInForce, readAllowList } from "../cli/scan-gate/allow-list.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "allow-list-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(content: unknown) {
  const path = join(folder, "allowed.json");
  writeFileSync(path, JSON.stringify(content));
  return readAllowList(path);
}

/** The problems of a list, one a line. */
function problemsOf(content: unknown): string[] {
  try {
    read(content);
  } catch (error) {
    const { message, exitCode } = error as { message: string; exitCode: number };
    expect(exitCode).toBe(EXIT.usage);
    const [headline, ...problems] = message.split("\n  ");
    expect(headline).toBe(`${join(folder, "allowed.json")} is wrong:`);
    expect(problems.every((problem) => problem.endsWith(` ${SOURCE}`))).toBe(true);
    return problems.map((problem) => problem.slice(0, -SOURCE.length - 1));
  }
  return [];
}

const RIGHT = { id: "CVE-2024-3094", until: "2028-02-29", reason: "not run" };
const ID = "must be a finding's id, such as CVE-2024-3094";
const UNTIL = "must be a day, such as 2026-12-31";
const REASON = "must be the reason why it is accepted";
const SOURCE = "(Images in and out, Scan gate)";

describe("an allow-list", () => {
  test.each([[[]], [[RIGHT]], [[RIGHT, { ...RIGHT, id: "1", reason: "é" }]]])("is read", (list) => {
    expect(read(list)).toEqual(list);
  });

  test("must be a list", () => {
    expect(problemsOf({})).toEqual(["the file is {}: must be a list of objects"]);
    expect(problemsOf(null)).toEqual(["the file is null: must be a list of objects"]);
  });

  test("must hold allowances, and all that is wrong is reported at once", () => {
    expect(problemsOf([RIGHT, null, {}, { ...RIGHT, id: 1, reason: "" }])).toEqual([
      "[1] is null: must be an object",
      `[2].id is not set: ${ID}`,
      `[2].until is not set: ${UNTIL}`,
      `[2].reason is not set: ${REASON}`,
      `[3].id is 1: ${ID}`,
      `[3].reason is "": ${REASON}`,
    ]);
  });

  test.each(["", " ", "-", "…"])("must have words: %j is none", (text) => {
    expect(problemsOf([{ ...RIGHT, id: text, reason: text }])).toEqual([
      `[0].id is ${JSON.stringify(text)}: ${ID}`,
      `[0].reason is ${JSON.stringify(text)}: ${REASON}`,
    ]);
  });

  test.each([
    "2025-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-1-1",
    "x2026-12-31",
    "2026-12-31x",
    "2026-12-31T00:00:00Z",
    "tomorrow",
    20261231,
  ])("must have days: %j is none", (until) => {
    expect(problemsOf([{ ...RIGHT, until }])).toEqual([
      `[0].until is ${JSON.stringify(until)}: ${UNTIL}`,
    ]);
  });

  test("must hold nothing else", () => {
    expect(problemsOf([{ ...RIGHT, package: "xz" }])).toEqual([
      '[0].package is "xz": must be one of the keys id, until, reason',
    ]);
  });
});

test.each([
  ["2026-06-29T23:59:59.999Z", true],
  ["2026-06-30T23:59:59.999Z", true],
  ["2026-07-01T00:00:00.000Z", false],
])("an allowance until 2026-06-30 counts at %s: %s", (now, counts) => {
  expect(isInForce({ ...RIGHT, until: "2026-06-30" }, new Date(now))).toBe(counts);
});
