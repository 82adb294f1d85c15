/** How the tool ends. The README lists them. */
export const EXIT = {
  /** Done, and the answer is yes. */
  done: 0,
  /** The answer is no: refused, findings, something not copied. */
  refused: 1,
  /** Wrong use: arguments, a file of the user's, no such environment. Nothing was done. */
  usage: 2,
  /** AWS or another program failed, so there is no answer. */
  failed: 3,
} as const;

/** An end of a command that is told in a message instead of a stack trace. */
export class CommandError extends Error {
  /**
   * @param message what is wrong and what to do
   * @param exitCode one of {@link EXIT}
   */
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
    this.name = "CommandError";
  }
}

/** The user asked for something that cannot be meant. */
export function usageError(message: string): CommandError {
  return new CommandError(message, EXIT.usage);
}

/** What was asked for would go wrong, and was not begun. */
export function refusal(message: string): CommandError {
  return new CommandError(message, EXIT.refused);
}

/** AWS or another program failed. */
export function failure(message: string): CommandError {
  return new CommandError(message, EXIT.failed);
}
