import type { App } from "cdktf";
import { checkApp } from "../checks/app-checks.ts";
import { addAppWarnings } from "./app-warnings.ts";
import { InvalidConfiguration } from "./invalid-configuration.ts";
import { isRunByCdktfCli, rememberOutput, removeOldStacks } from "./output.ts";
import { writeProjectFile } from "./project-file/project-file.ts";
import { summaryTable } from "./summary/summary.ts";
import { allWarnings } from "./warnings.ts";

/**
 * Writes the Terraform JSON of every stack and the project file, and prints a summary. If there are
 * problems, it reports all of them, leaves the output of the last good synth as it was, and sets the
 * exit code to 1.
 */
export function synthesize(app: App): void {
  try {
    writeStacks(app);
    report(app);
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function writeStacks(app: App): void {
  checkApp(app);
  const restoreOutput = rememberOutput(app);
  const { skipValidation } = app;
  try {
    // CDKTF would stop at the first stack with problems.
    Object.assign(app, { skipValidation: true });
    app.synth();
    const problems = app.node.findAll().flatMap((construct) => construct.node.validate());
    if (problems.length > 0) throw new InvalidConfiguration(problems);
    addAppWarnings(app);
    writeProjectFile(app);
  } catch (error) {
    restoreOutput();
    throw error;
  } finally {
    Object.assign(app, { skipValidation });
  }
  removeOldStacks(app);
}

function report(app: App): void {
  if (isRunByCdktfCli()) return; // The CDKTF CLI shows the warnings itself.
  for (const warning of allWarnings(app)) console.error(`Warning: ${warning}`);
  console.log(summaryTable(app));
}
