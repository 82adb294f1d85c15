import { setTimeout as sleep } from "node:timers/promises";
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
 * @throws the last error
 */
export function retryInTime<T>(send: () => Promise<T>, waiting: Waiting): Promise<T> {
  return retry(send, (why) => {
    progress(`${why}. Trying again.`);
    return waitInterval(waiting);
  });
}
