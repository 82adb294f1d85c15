import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { failure } from "./command-error.ts";

/** How to run a program. */
export interface RunOptions {
  /** What it reads from standard input. */
  readonly input?: string;
  /**
   * Whether to show all of its output on standard error as it comes.
   *
   * @default false
   */
  readonly isShown?: boolean;
}

/** Whether a program is installed. */
export async function isInstalled(program: string, versionArgument: string): Promise<boolean> {
  return promisify(execFile)(program, [versionArgument]).then(
    () => true,
    () => false,
  );
}

/**
 * Runs a program to its end.
 *
 * @returns its standard output, to the byte
 * @throws CommandError with the last lines of its output if it fails
 */
export function runProgram(
  program: string,
  args: readonly string[],
  { input, isShown = false }: RunOptions = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    if (isShown) {
      child.stdout.pipe(process.stderr, { end: false });
      child.stderr.pipe(process.stderr, { end: false });
    }
    child.on("error", (error) => reject(failure(`${program} cannot be run: ${error.message}`)));
    child.on("close", (code) => {
      const output = Buffer.concat(stdout);
      if (code === 0) return resolve(output);
      const lastLines = [output, ...stderr].join("").trim().split("\n").slice(-5).join("\n");
      reject(failure(`${program} ${args[0]} ended with ${code}:\n${lastLines}`));
    });
    child.stdin.on("error", () => {}); // It may end before it has read everything.
    child.stdin.end(input);
  });
}
