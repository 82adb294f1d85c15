import { setTimeout as sleep } from "node:timers/promises";
import { progress } from "../report.ts";

/** How long to wait before each new try, in seconds, once the SDK's own tries are used up. */
const PAUSES = [1, 2, 4, 8, 16, 30, 30, 30];

/** Waits for some milliseconds. */
export type Pause = (milliseconds: number) => Promise<unknown>;

/**
 * Sends a request again while AWS throttles it, for about two minutes.
 *
 * @throws what the last try throws
 */
export async function waitOutThrottling<Answer>(
  send: () => Promise<Answer>,
  pause: Pause = sleep,
): Promise<Answer> {
  for (const seconds of PAUSES) {
    try {
      return await send();
    } catch (error) {
      if (!isThrottling(error)) throw error;
      progress(`AWS throttles: next try in ${seconds} s`);
      await pause(seconds * 1_000);
    }
  }
  return send();
}

function isThrottling(error: unknown): boolean {
  const { name } = error as Error;
  return /Throttl|TooManyRequests|RequestLimitExceeded/.test(name);
}
