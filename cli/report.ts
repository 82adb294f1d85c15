import { CommandError, EXIT } from "./command-error.ts";

/** What a command found or did. */
export interface Report<Data = unknown> {
  /** For machines: what `--json` prints. */
  readonly data: Data;
  /** For people. */
  readonly text: string;
  /**
   * How the process ends.
   *
   * @default 0
   */
  readonly exitCode?: number;
}

/** Says on stderr what a command is doing, so that stdout holds the answer alone. */
export function progress(line: string): void {
  console.error(line);
}

/** Prints a command's report, or why there is none, and sets the exit code. */
export async function print(report: Promise<Report>, json: boolean): Promise<void> {
  try {
    const { data, text, exitCode } = await report;
    console.log(json ? JSON.stringify(data, null, 2) : text);
    process.exitCode = exitCode ?? EXIT.done;
  } catch (error) {
    const { message, exitCode } = explain(error);
    console.error(message);
    if (json) console.log(JSON.stringify({ error: message }, null, 2));
    process.exitCode = exitCode;
  }
}

/**
 * An error as it is told to people.
 *
 * @throws the error itself where it is a fault of this program
 */
export function explain(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (isFromAws(error)) return new CommandError(describeAws(error), EXIT.failed);
  throw error;
}

interface AwsError extends Error {
  readonly code?: string;
}

// The SDK leaves its metadata on whatever a request ends with, the network's errors too.
function isFromAws(error: unknown): error is AwsError {
  return error instanceof Error && ("$metadata" in error || isProviderError(error));
}

function isProviderError({ name }: Error): boolean {
  return ["CredentialsProviderError", "TokenProviderError"].includes(name);
}

function describeAws(error: AwsError): string {
  const hint = isProviderError(error) ? ". Set AWS_PROFILE, or log in with `aws sso login`" : "";
  return `AWS: ${error.name}: ${error.message || error.code}${hint}`;
}
