import { EXIT } from "./command-error.ts";

/**
 * Lets the tool go on if nobody reads its output any longer, as behind `| head`, or if its progress
 * cannot be shown. A result that cannot be written, as on a full disk, is a failure.
 */
export function surviveClosedStreams(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") return;
    console.error(`The result cannot be written: ${message}`);
    process.exit(EXIT.failed);
  });
}

/**
 * Ends the process when its output is written. A request or a program that nobody waits for any longer
 * would keep it.
 */
export async function endOnceWritten(): Promise<never> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<unknown>((written) => stream.write("", written));
  }
  process.exit();
}
