import { describe, expect, test, vi } from "vitest";
import { failure } from "../cli/command-error.ts";
import { print, progress } from "../cli/report.ts";
import { visible } from "../cli/visible.ts";

const HOSTILE = "v1\u001b[2J\u202Etxt.exe\u0007\r";
const SHOWN = "v1\\u001b[2J\\u202etxt.exe\\u0007\\u000d";

describe("what others report", () => {
  test("has its control characters shown", () => {
    expect(visible(HOSTILE)).toBe(SHOWN);
    expect(visible("\u0000\u007f\u009b\u2028\u2066")).toBe("\\u0000\\u007f\\u009b\\u2028\\u2066");
  });

  test("is left as it is else", () => {
    const text = "caf\u00e9\tv1.2.3\n\u4e2d\u6587 \ud83d\ude80 \\u001b";
    expect(visible(text)).toBe(text);
  });

  test.each([
    ["a result", "log", () => print(Promise.resolve({ data: {}, text: HOSTILE }), false)],
    ["an error", "error", () => print(Promise.reject(failure(HOSTILE)), false)],
    ["progress", "error", async () => progress(HOSTILE)],
  ] as const)("does not steer the terminal in %s", async (_where, method, act) => {
    const written = vi.spyOn(console, method).mockImplementation(() => {});
    const { exitCode } = process;
    await act();
    expect(written.mock.calls).toEqual([[SHOWN]]);
    process.exitCode = exitCode;
    written.mockRestore();
  });

  test("stays data in JSON", async () => {
    const written = vi.spyOn(console, "log").mockImplementation(() => {});
    await print(Promise.resolve({ data: { tag: HOSTILE }, text: "" }), true);
    expect(JSON.parse(`${written.mock.calls[0]?.[0]}`)).toEqual({ tag: HOSTILE });
    written.mockRestore();
  });
});
