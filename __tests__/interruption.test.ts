import { expect, test, vi } from "vitest";
import { answerOfAws, guarding } from "../cli/interruption.ts";

test("an answer of AWS is passed on, and so is its error", async () => {
  expect(await answerOfAws(Promise.resolve(7))).toBe(7);
  await expect(answerOfAws(Promise.reject(new Error("no")))).rejects.toThrow("no");
});

test("guarding listens for signals only while something is done", async () => {
  const before = process.listenerCount("SIGTERM");
  const nested = await guarding(() => guarding(async () => process.listenerCount("SIGTERM")));
  expect(nested).toBe(before + 1);
  expect(process.listenerCount("SIGTERM")).toBe(before);
  await expect(guarding(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(process.listenerCount("SIGTERM")).toBe(before);
});

test("an answer that does not come ends the waiting, and soon the process", async () => {
  vi.useFakeTimers();
  const exit = vi.spyOn(process, "exit").mockReturnValue(undefined as never);
  const waiting = expect(answerOfAws(new Promise(() => {}))).rejects.toMatchObject({
    exitCode: 3,
    message: "AWS did not answer within 180 s.",
  });
  await vi.advanceTimersByTimeAsync(180_000);
  await waiting;
  expect(exit).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(exit).toHaveBeenCalledWith(3);
  vi.useRealTimers();
  exit.mockRestore();
});
