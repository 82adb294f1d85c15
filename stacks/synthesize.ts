import type { App } from "cdktf";
import { InvalidConfiguration } from "./invalid-configuration.ts";
import { summaryTable } from "./summary.ts";

/**
 * Writes the Terraform JSON of every stack, after all stacks have been checked.
 *
 * @throws InvalidConfiguration with every problem of every stack; the last good output stays
 */
export function writeStacks(app: App): void {
  const problems = app.node.findAll().flatMap((construct) => construct.node.validate());
  if (problems.length > 0) throw new InvalidConfiguration(problems);
  app.synth();
}

/** The program: writes the stacks and says what it wrote, or says what is wrong and exits with 1. */
export function synthesize(app: App): void {
  try {
    writeStacks(app);
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    console.error(error.message);
    process.exitCode = 1;
    return;
  }
  const runByCdktfCli = process.env.CDKTF_OUTDIR !== undefined;
  if (!runByCdktfCli) console.log(summaryTable(app));
}
