import { interruption, isInterruption } from "../interruption.ts";
import { toCommandError } from "../report.ts";
import { isExpired } from "./expired.ts";

/** A step that was left out because the credentials had expired, or a signal had come, before. */
export class NotTried extends Error {}

/** Whether a step was left out, or a signal ended it. */
export function isStopped(error: unknown): boolean {
  return error instanceof NotTried || isInterruption(error);
}

/** Runs steps that need credentials of AWS. Once these have expired, it runs none. */
export class UntilExpired {
  private why: string | undefined;

  /** The error that showed it, or the signal that came; `undefined` if there was neither. */
  get reason(): string | undefined {
    return (
      this.why ?? (interruption.aborted ? toCommandError(interruption.reason).message : undefined)
    );
  }

  /**
   * Runs a question that is asked even after a signal, to report what was done.
   *
   * @throws NotTried if the credentials have expired before
   */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    if (this.why !== undefined) throw new NotTried();
    try {
      return await question();
    } catch (error) {
      const { message } = toCommandError(error);
      if (isExpired(message)) this.why ??= message;
      throw error;
    }
  }

  /** @throws NotTried if the credentials have expired, or a signal has come, before */
  async run<T>(step: () => Promise<T>): Promise<T> {
    if (interruption.aborted) throw new NotTried();
    return this.ask(step);
  }
}
