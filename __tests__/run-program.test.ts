import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isInstalled, runProgram } from "../cli/run-program.ts";
import { isGone } from "./support/processes.ts";
import { temporaryFolder } from "./support/program.ts";

const sh = (script: string, options = {}) => runProgram("sh", ["-c", script], options);

describe("a program that was run", () => {
  test("gives its output to the byte", async () => {
    expect(await sh("printf 'a\\377'")).toEqual(Buffer.from([0x61, 0xff]));
  });

  test("reads its input, and variables besides those of this process", async () => {
    const output = await sh("cat; echo $MINE; echo $PATH", { input: "in\n", env: { MINE: "yes" } });
    expect(output.toString()).toBe(`in\nyes\n${process.env.PATH}\n`);
  });

  test("fails with its exit code and the last lines of its output", async () => {
    const failing = sh("for i in 1 2 3 4 5 6; do echo line $i >&2; done; exit 7");
    await expect(failing).rejects.toMatchObject({
      exitCode: 3,
      message: "sh -c ended with 7:\nline 2\nline 3\nline 4\nline 5\nline 6",
    });
  });

  test("shows its output on standard error if it is told to", async () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    await sh("echo quiet");
    expect(write).not.toHaveBeenCalled();
    await sh("echo out; sleep 0.1; echo err >&2", { isShown: true });
    expect(write.mock.calls.join("")).toBe("out\nerr\n");
    write.mockRestore();
  });

  test("is reported as missing if it is not there", async () => {
    await expect(runProgram("no-such-program", [])).rejects.toThrow(
      "no-such-program is not installed.",
    );
    expect(await isInstalled("no-such-program", "--version")).toBe(false);
    expect(await isInstalled("true", "--version")).toBe(true);
  });

  test("is reported as killed, also if a shell around it was not", async () => {
    await expect(sh("kill -9 $$")).rejects.toThrow(/^sh -c was killed by SIGKILL\.$/);
    await expect(sh("sh -c 'kill -9 $$'; exit $?")).rejects.toThrow(/was killed by SIGKILL\./);
  });
});

describe("a program that takes too long", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  const isGoneIn = (pidFile: string) => isGone(Number(readFileSync(pidFile, "utf8")));

  test("is ended with all that it has started", async () => {
    const pidFile = join(folder.path, "pid");
    const waiting = sh(`sleep 600 & echo $! > ${pidFile}; wait`, { timeLimit: 1 });
    await expect(waiting).rejects.toMatchObject({
      exitCode: 3,
      message: "sh -c took longer than 1 s and was ended.",
    });
    expect(existsSync(pidFile)).toBe(true);
    expect(await isGoneIn(pidFile)).toBe(true);
  });

  test("is killed if it does not end when it is asked to", async () => {
    const pidFile = join(folder.path, "pid");
    const stubborn = sh(`trap '' TERM; echo $$ > ${pidFile}; while :; do sleep 0.1; done`, {
      timeLimit: 0.5,
    });
    await expect(stubborn).rejects.toThrow("took longer than 0.5 s");
    expect(await isGoneIn(pidFile)).toBe(true);
  }, 20_000);
});
