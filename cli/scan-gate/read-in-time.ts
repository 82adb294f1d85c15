import { isTransient } from "../ecr/retry.ts";
import { toCommandError } from "../report.ts";
import { MalformedAnswer } from "./answer.ts";
import { type NoAnswer, noAnswer } from "./scan.ts";
import { retryInTime, type Waiting } from "./waiting.ts";

/**
 * Reads something from ECR, with retries as long as there is time.
 *
 * @param what names what is read, as the subject of a sentence: `The findings`
 */
export async function readInTime<T>(
  what: string,
  send: () => Promise<T>,
  waiting: Waiting,
): Promise<T | NoAnswer> {
  try {
    return await retryInTime(send, waiting);
  } catch (error) {
    if (!waiting.signal.aborted)
      return noAnswer("unreadable", `${what} cannot be read: ${reasonOf(error)}`);
    const last = isTransient(error) ? `Its last answer: ${reasonOf(error)}` : "";
    return noAnswer("timed-out", `ECR did not answer in time. ${last}`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof MalformedAnswer ? error.message : toCommandError(error).message;
}
