import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable } from "node:stream";
import { type CommandError, failure } from "./command-error.ts";
import { guarding, interruption } from "./interruption.ts";

/** How to run a program. */
export interface RunOptions {
  /** What it reads from standard input. */
  readonly input?: string;
  /** Variables of its environment, besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Whether to show all of its output on standard error as it comes.
   *
   * @default false
   */
  readonly isShown?: boolean;
  /**
   * How long it may take, in seconds.
   *
   * @default 3600
   */
  readonly timeLimit?: number;
}

/** In milliseconds: how long a program may take to end when it is asked to. */
const TO_THE_END = 5_000;

/** Whether a program is installed and works. */
export async function isInstalled(program: string, versionArgument: string): Promise<boolean> {
  return runProgram(program, [versionArgument], { timeLimit: 60 }).then(
    () => true,
    () => false,
  );
}

/**
 * Runs a program to its end. SIGINT and SIGTERM end it, and all that it has started.
 *
 * @returns its standard output, to the byte
 * @throws CommandError with the last lines of its output if it fails
 */
export function runProgram(
  program: string,
  args: readonly string[],
  { input, env, isShown = false, timeLimit = 3_600 }: RunOptions = {},
): Promise<Buffer> {
  const running = () =>
    new Promise<Buffer>((resolve, reject) => {
      const name = `${program} ${args[0]}`;
      // A process group of its own can be ended as a whole.
      const child = spawn(program, args, { detached: true, env: { ...process.env, ...env } });
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      const collect = (stream: Readable, chunks: Buffer[]) =>
        stream.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          if (isShown) process.stderr.write(chunk);
        });
      collect(child.stdout, stdout);
      collect(child.stderr, stderr);
      let ended: CommandError | undefined;
      const end = (why: CommandError) => {
        ended ??= why;
        endGroup(child);
      };
      const onAbort = () => end(interruption.reason as CommandError);
      interruption.addEventListener("abort", onAbort);
      const timer = setTimeout(
        () => end(failure(`${name} took longer than ${timeLimit} s and was ended.`)),
        timeLimit * 1_000,
      );
      const settle = () => {
        clearTimeout(timer);
        interruption.removeEventListener("abort", onAbort);
      };
      child.on("error", (error) => {
        settle();
        reject(failure(whyNotRun(program, error)));
      });
      child.on("close", (code, signal) => {
        settle();
        const output = Buffer.concat(stdout);
        if (ended) return reject(ended);
        if (code === 0) return resolve(output);
        const lastLines = [output, ...stderr].join("").trim().split("\n").slice(-5);
        reject(failure([`${name} ${howEnded(code, signal)}`, ...lastLines].join("\n").trim()));
      });
      child.stdin.on("error", () => {}); // It may end before it has read everything.
      child.stdin.end(input);
    });
  return guarding(running);
}

function whyNotRun(program: string, error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return `${program} is not installed.`;
  return `${program} cannot be run: ${error.message}`;
}

// A shell reports that a program was killed by an exit code of 128 and the signal's number.
function howEnded(code: number | null, signal: NodeJS.Signals | null): string {
  const number = (code ?? 0) - 128;
  const named = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  const killer = signal ?? named;
  return killer ? `was killed by ${killer}.` : `ended with ${code}:`;
}

function endGroup(child: ChildProcess): void {
  signalGroup(child, "SIGTERM");
  const timer = setTimeout(() => {
    signalGroup(child, "SIGKILL");
    child.stdout?.destroy(); // Who left the group may still hold it.
    child.stderr?.destroy();
  }, TO_THE_END);
  child.on("close", () => clearTimeout(timer));
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}
