import { describe, expect, test } from "vitest";
import { failure } from "../cli/command-error.ts";
import { Counter } from "../cli/copying/counter.ts";
import { toFailure } from "../cli/copying/tag-result.ts";
import { NotTried, UntilExpired } from "../cli/ecr/until-expired.ts";

describe("the count of steps", () => {
  async function written(
    isTTY: boolean,
    steps: readonly (() => Promise<unknown>)[],
    bytes?: () => number | undefined,
  ): Promise<string> {
    let text = "";
    const write = (chunk: unknown) => {
      text += chunk;
      return true;
    };
    const counter = new Counter("tags copied", steps.length, bytes, { isTTY, write });
    for (const step of steps) await counter.count(step).catch(() => {});
    return text;
  }
  const done = async () => {};
  const failing = () => Promise.reject(new Error("by the test"));
  const leftOut = () => Promise.reject(new NotTried());

  test("is one line on a terminal, and counts what fails", async () => {
    expect(await written(true, [done, failing])).toBe(
      "\r1 of 2 tags copied\r1 of 2 tags copied, 1 failed\n",
    );
  });

  test("counts nothing that was left out, and ends all the same", async () => {
    expect(await written(true, [done, leftOut])).toBe("\r1 of 2 tags copied\r1 of 2 tags copied\n");
  });

  test("shows bytes as far as they are known, and nothing of a longer line before", async () => {
    const sizes = [999_900, 1_000_000, undefined];
    expect(await written(true, [done, done, done], () => sizes.shift())).toBe(
      [
        "\r1 of 3 tags copied, 999.9 kB",
        "\r2 of 3 tags copied, 1.0 MB  ",
        "\r3 of 3 tags copied        \n",
      ].join(""),
    );
  });

  test("is not shown elsewhere", async () => {
    expect(await written(false, [done, failing])).toBe("");
  });
});

describe("steps that need credentials", () => {
  test.each([
    "AWS: ExpiredTokenException: The security token included in the request is expired",
    "AWS: UnrecognizedClientException: The security token included in the request is invalid",
    "AWS: CredentialsProviderError: Token is expired",
    "skopeo copy ended with 1:\ndenied: Your authorization token has expired. Reauthenticate and try again.",
  ])("end with: %s", async (message) => {
    const untilExpired = new UntilExpired();
    let steps = 0;
    const step = () => untilExpired.run(async () => (steps += 1));
    await step();
    await expect(untilExpired.run(() => Promise.reject(failure(message)))).rejects.toThrow(message);
    await expect(step()).rejects.toThrow(NotTried);
    await expect(untilExpired.ask(async () => (steps += 1))).rejects.toThrow(NotTried);
    expect(steps).toBe(1);
    expect(untilExpired.reason).toBe(message);
    expect(toFailure(new NotTried())).toEqual({ result: "not tried" });
  });

  test("go on after another error", async () => {
    const untilExpired = new UntilExpired();
    const error = failure("skopeo copy ended with 1:\nmanifest unknown");
    await expect(untilExpired.run(() => Promise.reject(error))).rejects.toThrow("unknown");
    expect(await untilExpired.run(async () => "done")).toBe("done");
    expect(untilExpired.reason).toBeUndefined();
    expect(toFailure(error)).toEqual({ result: "failed", error: error.message });
  });
});
