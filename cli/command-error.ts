/** The exit codes of the tool. docs/images-in-and-out.md lists them. */
export const EXIT = {
  /** Done, and the answer is yes. */
  done: 0,
  /** The answer is no: the tool refused, found something, or did a part only. */
  refused: 1,
  /** Wrong use: an argument, a file, no such stack. Nothing was done. */
  usage: 2,
  /** There is no answer: AWS or another program failed, or a scan cannot be relied on. */
  failed: 3,
} as const;

/** An error that is reported as a message, without a stack trace. */
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

/** Wrong use of the tool. */
export function usageError(message: string): CommandError {
  return new CommandError(message, EXIT.usage);
}

/** The tool refuses, before it begins, what would go wrong. */
export function refusal(message: string): CommandError {
  return new CommandError(message, EXIT.refused);
}

/** AWS or another program failed. */
export function failure(message: string): CommandError {
  return new CommandError(message, EXIT.failed);
}
