import { setTimeout as sleep } from "node:timers/promises";
import { explain, progress } from "../report.ts";
import { type NoAnswer, noAnswer } from "./scan.ts";
import { MalformedAnswer } from "./wire.ts";

/** How long ECR is waited for. */
export interface Patience {
  /** Between two requests, in milliseconds. */
  readonly interval: number;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/**
 * Waits for one interval.
 *
 * @returns whether there is time left
 */
export async function pause({ interval, signal }: Patience): Promise<boolean> {
  await sleep(interval, undefined, { signal }).catch(() => {});
  return !signal.aborted;
}

/**
 * Sends a request to AWS again and again, as long as AWS throttles it or has a fault of its own.
 *
 * @throws the error that does not pass, or the last one when the time is up
 */
export async function patiently<T>(send: () => Promise<T>, patience: Patience): Promise<T> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!isPassing(error)) throw error;
      progress(`${explain(error).message}. Asking again.`);
      if (!(await pause(patience))) throw error;
    }
  }
}

/**
 * Reads something from ECR, and waits out what passes.
 *
 * @param what is read, as the subject of a sentence: `The findings`
 */
export async function ask<T>(
  what: string,
  send: () => Promise<T>,
  patience: Patience,
): Promise<T | NoAnswer> {
  try {
    return await patiently(send, patience);
  } catch (error) {
    if (!patience.signal.aborted)
      return noAnswer("unreadable", `${what} cannot be read: ${reasonOf(error)}`);
    const last = isPassing(error) ? `Its last answer: ${reasonOf(error)}` : "";
    return noAnswer("timed-out", `ECR did not answer in time. ${last}`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof MalformedAnswer ? error.message : explain(error).message;
}

// Source: Amazon ECR API, Common Errors and ServerException; AWS SDKs, Retry behavior.
function isPassing(error: unknown): boolean {
  const { name, $metadata: { httpStatusCode = 0 } = {} } = error as AwsError;
  return httpStatusCode >= 500 || httpStatusCode === 429 || /^Throttl|^TooManyRequests/.test(name);
}

interface AwsError {
  readonly name: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}
