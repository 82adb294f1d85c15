import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CLEAN_ENV } from "./environment.ts";

/** How the tool ended after a signal. */
export interface Ended {
  /** `null` if the signal itself ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of the tool that is sent a signal. */
export interface Interruption {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly signal: NodeJS.Signals;
  /** Whether it is time for the signal. */
  readonly isReady: () => boolean;
}

/** Starts the tool, sends it a signal when it is time, and waits for its end. */
export async function interruptTool(run: Interruption): Promise<Ended> {
  const tool = spawn(process.execPath, [resolve("bin/artos-ecr"), ...run.args], {
    cwd: run.folder,
    env: { ...CLEAN_ENV, ...run.env },
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    tool[name].on("data", (chunk) => {
      output[name] += chunk;
    });
  }
  const ended = new Promise<Pick<Ended, "code" | "signal">>((done) =>
    tool.on("close", (code, signal) => done({ code, signal })),
  );
  while (!run.isReady() && tool.exitCode === null) await sleep(20);
  tool.kill(run.signal);
  return { ...(await ended), ...output };
}
