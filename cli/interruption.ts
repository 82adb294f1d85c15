import { constants } from "node:os";
import { EXIT, failure } from "./command-error.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** In milliseconds: how long the process may take to end after a signal or a time limit. */
const TO_THE_END = 10_000;

/** In milliseconds. The SDK asks three times for 40 s; finding the credentials has no limit of its own. */
const AWS_LIMIT = 180_000;

const controller = new AbortController();
let guarded = 0;

/** Is aborted at the first signal, with the error to report. */
export const interruption: AbortSignal = controller.signal;

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

/**
 * An answer of AWS.
 *
 * @param limit in milliseconds
 * @throws CommandError if it does not come within the limit, or before a signal
 */
export async function answerOfAws<Answer>(
  answer: Promise<Answer>,
  limit = AWS_LIMIT,
): Promise<Answer> {
  let cancel = () => {};
  const noAnswer = new Promise<never>((_, reject) => {
    const onAbort = () => reject(interruption.reason);
    const timer = setTimeout(() => {
      reject(failure(`AWS did not answer within ${limit / 1_000} s.`));
      endSoon();
    }, limit);
    interruption.addEventListener("abort", onAbort);
    cancel = () => {
      clearTimeout(timer);
      interruption.removeEventListener("abort", onAbort);
    };
    if (interruption.aborted) onAbort();
  });
  return Promise.race([answer, noAnswer]).finally(cancel);
}

function interrupt(signal: (typeof SIGNALS)[number]): void {
  if (interruption.aborted) process.exit(128 + constants.signals[signal]);
  controller.abort(failure(`Interrupted by ${signal}.`));
  endSoon();
}

// A request that nobody waits for any longer keeps the process alive.
function endSoon(): void {
  setTimeout(() => process.exit(process.exitCode ?? EXIT.failed), TO_THE_END).unref();
}
