import { constants } from "node:os";
import { EXIT, failure } from "./command-error.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** In milliseconds: how long the process may live with a request that nobody waits for any longer. */
const TO_THE_END = 1_000;

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
 * @throws CommandError if it does not come within three minutes, or before a signal
 */
export async function answerOfAws<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let cancel = () => {};
  const noAnswer = new Promise<never>((_, reject) => {
    const giveUp = (why: unknown) => {
      reject(why);
      setTimeout(() => process.exit(process.exitCode ?? EXIT.failed), TO_THE_END).unref();
    };
    const onAbort = () => giveUp(interruption.reason);
    const timer = setTimeout(
      () => giveUp(failure(`AWS did not answer within ${AWS_LIMIT / 1_000} s.`)),
      AWS_LIMIT,
    );
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
}
