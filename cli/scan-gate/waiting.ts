import { setTimeout as sleep } from "node:timers/promises";
import { failure } from "../command-error.ts";
import { retry } from "../ecr/retry.ts";
import { progress } from "../report.ts";

/** How long to wait for ECR. */
export interface Waiting {
  /** The time between two requests, in milliseconds. */
  readonly interval: number;
  /** Aborts when the time is up. */
  readonly signal: AbortSignal;
}

/**
 * Waits for one interval.
 *
 * @returns whether there is time left
 */
export async function waitInterval({ interval, signal }: Waiting): Promise<boolean> {
  await sleep(interval, undefined, { signal }).catch(() => {});
  return !signal.aborted;
}

/**
 * Sends a request to AWS, and again as long as there is time and its error is transient.
 *
 * @throws the last error, or a CommandError if the time is up
 */
export function retryInTime<T>(send: () => Promise<T>, waiting: Waiting): Promise<T> {
  return retry(
    () => inTime(send(), waiting.signal),
    (why) => {
      progress(`${why}. Trying again.`);
      return waitInterval(waiting);
    },
  );
}

// The SDK looks for credentials without regard to the signal.
async function inTime<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  let giveUp = () => {};
  const timeIsUp = new Promise<never>((_, reject) => {
    giveUp = () => reject(failure("AWS: ECR did not answer in time."));
    signal.addEventListener("abort", giveUp);
    if (signal.aborted) giveUp();
  });
  return Promise.race([answer, timeIsUp]).finally(() =>
    signal.removeEventListener("abort", giveUp),
  );
}
