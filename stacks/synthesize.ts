import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type App, Manifest } from "cdktf";
import { appProblems } from "../checks/app-rules.ts";
import { describeProblem } from "../settings/problem.ts";
import { InvalidConfiguration } from "./invalid-configuration.ts";
import { summaryTable } from "./summary.ts";
import { allWarnings } from "./warnings.ts";

/**
 * The program: writes the Terraform JSON of every stack and says what it wrote, or says all that is
 * wrong, writes nothing and exits with 1.
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

// All of the stacks are checked before any is written, so that the last good output stays.
function writeStacks(app: App): void {
  const problems = problemsOf(app);
  if (problems.length > 0) throw new InvalidConfiguration(problems);
  app.synth();
  removeOldStacks(app);
}

// A pipeline that walks the folder would deploy the stacks of yesterday.
function removeOldStacks(app: App): void {
  const folder = join(app.outdir, Manifest.stacksFolder);
  const current = Object.keys(app.manifest.stacks);
  for (const id of readdirSync(folder).filter((name) => !current.includes(name))) {
    rmSync(join(folder, id), { recursive: true });
  }
}

function problemsOf(app: App): string[] {
  const ofConstructs = app.node.findAll().flatMap((construct) => construct.node.validate());
  return [...ofConstructs, ...appProblems(app).map(describeProblem)];
}

function report(app: App): void {
  const runByCdktfCli = process.env.CDKTF_OUTDIR !== undefined;
  if (runByCdktfCli) return; // It shows the warnings itself.
  for (const warning of allWarnings(app)) console.error(`Warning: ${warning}`);
  console.log(summaryTable(app));
}
