import { setMaxListeners } from "node:events";
import { constants } from "node:os";
import { failure } from "./command-error.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const controller = new AbortController();
let guarded = 0;
let exitCode: number | undefined;

/** Is aborted at the first signal, with the error to report. */
export const interruption: AbortSignal = controller.signal;
setMaxListeners(0, interruption); // All that runs at once listens: Node takes more than 10 for a leak.

/**
 * Does some work in which SIGINT and SIGTERM do not end the process but abort {@link interruption}, so
 * that the work can end its children and report what was done. A second signal ends the process.
 */
export async function guarding<Result>(work: () => Promise<Result>): Promise<Result> {
  interruption.throwIfAborted();
  if (guarded === 0) for (const signal of SIGNALS) process.on(signal, interrupt);
  guarded += 1;
  try {
    return await work();
  } finally {
    guarded -= 1;
    if (guarded === 0) for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}

/** The exit code that shells expect of a process that a signal ended; `undefined` if none came. */
export function exitCodeOfSignal(): number | undefined {
  return exitCode;
}

/** Whether an error is the one that the first signal has caused. */
export function isInterruption(error: unknown): boolean {
  return interruption.aborted && error === interruption.reason;
}

/**
 * The result of something that cannot be ended, such as a request to AWS.
 *
 * @param patience how long it may still take after a signal, in milliseconds
 * @throws CommandError if it takes longer than that
 */
export async function untilSignal<Result>(work: Promise<Result>, patience = 0): Promise<Result> {
  let cancel = () => {};
  const signal = new Promise<never>((_, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = () => {
      timer = setTimeout(() => reject(interruption.reason), patience);
    };
    interruption.addEventListener("abort", onAbort);
    cancel = () => {
      clearTimeout(timer);
      interruption.removeEventListener("abort", onAbort);
    };
    if (interruption.aborted) onAbort();
  });
  return Promise.race([work, signal]).finally(cancel);
}

function interrupt(signal: (typeof SIGNALS)[number]): void {
  exitCode = 128 + constants.signals[signal];
  if (interruption.aborted) process.exit(exitCode);
  controller.abort(failure(`Interrupted by ${signal}.`));
}
