import { createInterface } from "node:readline/promises";
import { refusal } from "../command-error.ts";

/** Asks a person for a line; `undefined` at the end of input. */
export type Ask = (question: string) => Promise<string | undefined>;

/**
 * Asks on the terminal. The question is on standard error: standard output holds the answer alone.
 *
 * @throws CommandError if there is no terminal
 */
export async function askOnTerminal(
  question: string,
  input: NodeJS.ReadStream = process.stdin,
  output: NodeJS.WriteStream = process.stderr,
): Promise<string | undefined> {
  if (!input.isTTY || !output.isTTY) {
    throw refusal("There is no terminal to ask on. Nothing was deleted: see --confirm.");
  }
  const lines = createInterface({ input, output });
  try {
    // A question has no answer at the end of input, or after Ctrl-C.
    const end = new Promise<undefined>((resolve) => {
      lines.once("close", () => resolve(undefined));
    });
    const answer = await Promise.race([lines.question(question).catch(() => undefined), end]);
    if (answer === undefined) output.write("\n");
    return answer;
  } finally {
    lines.close();
  }
}
