import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { guarding, untilSignal } from "../cli/interruption.ts";

test("a result is passed on, and so is an error", async () => {
  expect(await untilSignal(Promise.resolve(7))).toBe(7);
  await expect(untilSignal(Promise.reject(new Error("no")))).rejects.toThrow("no");
});

test("guarding listens for signals only while something is done", async () => {
  const before = process.listenerCount("SIGTERM");
  const nested = await guarding(() => guarding(async () => process.listenerCount("SIGTERM")));
  expect(nested).toBe(before + 1);
  expect(process.listenerCount("SIGTERM")).toBe(before);
  await expect(guarding(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(process.listenerCount("SIGTERM")).toBe(before);
});

test("much may run at once, and Node warns of no leak", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on("warning", note);
  await Promise.all(Array.from({ length: 20 }, () => untilSignal(setImmediate())));
  process.off("warning", note);
  expect(warnings).toEqual([]);
});
