import { missingProfile } from "./aws-profile.ts";
import { CommandError, EXIT, failure } from "./command-error.ts";
import { isExpired } from "./ecr/expired.ts";
import { exitCodeOfSignal, isInterruption } from "./interruption.ts";
import { visible } from "./visible.ts";

/** The result of a command. */
export interface Report<Data = unknown> {
  /** For machines: what `--json` prints. */
  readonly data: Data;
  /** What people read. */
  readonly text: string;
  /**
   * The exit code of the process.
   *
   * @default 0
   */
  readonly exitCode?: number;
}

/** Reports progress on standard error: standard output holds the result alone. */
export function progress(line: string): void {
  console.error(visible(line));
}

/** Prints the report of a command, or its error, and sets the exit code. */
export async function print(report: Promise<Report>, json: boolean): Promise<void> {
  try {
    const { data, text, exitCode } = await report;
    console.log(json ? JSON.stringify(data, null, 2) : visible(text));
    process.exitCode = exitCode ?? EXIT.done;
  } catch (error) {
    const { message, exitCode } = toCommandError(error);
    console.error(visible(message));
    if (json) console.log(JSON.stringify({ error: message }, null, 2));
    process.exitCode = isInterruption(error) ? exitCodeOfSignal() : exitCode;
  }
}

/**
 * The error of a command, for people.
 *
 * @throws the error itself if it comes from a fault in the tool
 */
export function toCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (isFromAws(error)) return failure(describeAws(error));
  if (isFromSystem(error)) return failure(error.message);
  throw error;
}

interface AwsError extends Error {
  readonly code?: string;
  /** What was asked for, such as `DescribeImages`. */
  readonly operation?: string;
}

// The SDK adds its metadata to every error of a request, network errors included.
function isFromAws(error: unknown): error is AwsError {
  return error instanceof Error && ("$metadata" in error || isProviderError(error));
}

// Such as a folder that may not be written. The message names it.
function isFromSystem(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error;
}

function isProviderError({ name }: Error): boolean {
  return ["CredentialsProviderError", "TokenProviderError"].includes(name);
}

function describeAws(error: AwsError): string {
  const profile = isProviderError(error) ? missingProfile() : undefined;
  if (profile) return `AWS: there is no such profile as ${profile}, which AWS_PROFILE names.`;
  if (isProviderError(error)) {
    return `AWS: ${error.name}: ${error.message}. Set AWS_PROFILE, or log in with \`aws sso login\``;
  }
  const subject = ["AWS", error.operation].filter(Boolean).join(": ");
  if (error instanceof SyntaxError) {
    return `${subject} was answered with what is no JSON. Check AWS_ENDPOINT_URL, and the proxy if there is one`;
  }
  // The SDK adds a line for those who debug it.
  const [message] = error.message.split("\n");
  const name = error.name === "Error" ? (error.code ?? error.name) : error.name;
  const what = [subject, name, message].filter(Boolean).join(": ");
  return isExpired(what) ? `${what}. Renew the credentials, then run it again` : what;
}
