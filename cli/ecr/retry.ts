import { setTimeout as sleep } from "node:timers/promises";
import { failure } from "../command-error.ts";
import { interruption } from "../interruption.ts";
import { progress, toCommandError } from "../report.ts";

/**
 * Waits before another try of a request.
 *
 * @param why the error of the last try, in words
 * @param tries how many tries there were so far
 * @returns `false` to give up
 */
export type WaitForRetry = (why: string, tries: number) => Promise<boolean>;

/** Waits for some milliseconds. It may give up, with an error. */
export type Pause = (milliseconds: number) => Promise<unknown>;

/**
 * Sends a request to AWS again if AWS throttles it or fails for a while. Each of these tries is three
 * tries of the SDK.
 *
 * @throws the error of the last try
 */
export async function retry<Answer>(
  send: () => Promise<Answer>,
  wait: WaitForRetry,
): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (!(await wait(toCommandError(error).message, tries))) throw error;
    }
  }
}

/** In seconds, before each new try. */
const PAUSES = [1, 2, 4, 8, 16, 30, 30, 30];

/**
 * Sends a request again for about two minutes.
 *
 * @throws CommandError if AWS still throttles it, or fails
 */
export function retryForMinutes<Answer>(
  send: () => Promise<Answer>,
  pause: Pause = pauseUntilSignal,
): Promise<Answer> {
  return retry(send, async (why, tries) => {
    const seconds = PAUSES[tries - 1];
    if (seconds === undefined) {
      throw failure(`${why}. It was asked ${tries} times in two minutes: run it again later`);
    }
    progress(`${why}. Trying again in ${seconds} s.`);
    await pause(seconds * 1_000);
    return true;
  });
}

async function pauseUntilSignal(milliseconds: number): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal: interruption });
  } catch {
    throw interruption.reason;
  }
}

/**
 * Whether the same request may succeed later. Source: Amazon ECR API, Common Errors and
 * ServerException; AWS SDKs and Tools Reference Guide, Retry behavior.
 */
export function isTransient(error: unknown): boolean {
  const { name, $metadata: { httpStatusCode = 0 } = {} } = error as AwsError;
  return (
    httpStatusCode >= 500 ||
    httpStatusCode === 429 ||
    /^Throttl|^TooManyRequests|^RequestLimitExceeded/.test(name)
  );
}

interface AwsError {
  readonly name: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}
