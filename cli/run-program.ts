import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { failure } from "./command-error.ts";

/** How another program is started. */
export interface Start {
  /** What it reads from standard input. */
  readonly input?: string;
  /**
   * Whether all that it says is shown on standard error as it comes.
   *
   * @default false
   */
  readonly isShown?: boolean;
}

/** Whether a program is on the path and answers. */
export async function isThere(program: string, versionArgument: string): Promise<boolean> {
  return promisify(execFile)(program, [versionArgument]).then(
    () => true,
    () => false,
  );
}

/**
 * Runs another program to its end.
 *
 * @returns what it printed, to the byte
 * @throws CommandError with its last words where it fails
 */
export function runProgram(
  program: string,
  args: readonly string[],
  { input, isShown = false }: Start = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    const printed: Buffer[] = [];
    const said: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    if (isShown) {
      child.stdout.pipe(process.stderr, { end: false });
      child.stderr.pipe(process.stderr, { end: false });
    }
    child.on("error", (error) => reject(failure(`${program} cannot be run: ${error.message}`)));
    child.on("close", (code) => {
      const output = Buffer.concat(printed);
      if (code === 0) return resolve(output);
      const words = [output, ...said].join("").trim().split("\n").slice(-5).join("\n");
      reject(failure(`${program} ${args[0]} ended with ${code}:\n${words}`));
    });
    child.stdin.on("error", () => {}); // It may end before it has read all.
    child.stdin.end(input);
  });
}
