import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type App, Manifest } from "cdktf";
import { describeProblem } from "../constructs/problem.ts";
import { appProblems } from "./app-rules.ts";
import { appLosses, describeLoss, describeUnrecorded } from "./image-safety.ts";
import { InvalidConfiguration } from "./invalid-configuration.ts";
import { record } from "./record.ts";
import { summaryTable } from "./summary.ts";
import { allWarnings } from "./warnings.ts";

/**
 * The program: writes the Terraform JSON of every stack and says what it wrote, or says all that is
 * wrong, writes nothing and exits with 1.
 *
 * With the argument `record` it writes the record of the repositories instead.
 */
export function synthesize(app: App): void {
  try {
    const { command, lose } = readArguments();
    if (command === "record") {
      refuse(settingProblems(app));
      console.log(record(app, lose));
    } else {
      writeStacks(app);
      report(app);
    }
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function readArguments(): { readonly command: string | undefined; readonly lose: string[] } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { lose: { type: "string", multiple: true, default: [] } },
    });
    const [command, ...others] = positionals;
    const isKnown = command === undefined ? values.lose.length === 0 : command === "record";
    if (isKnown && others.length === 0) return { command, lose: values.lose };
  } catch {
    // parseArgs tells of each fault in words of its own.
  }
  throw new InvalidConfiguration([
    `${process.argv.slice(2).join(" ")}: there is npm run synth, and npm run record -- --lose STACK.ADDRESS`,
  ]);
}

// All of the stacks are checked before any is written, so that the last good output stays.
function writeStacks(app: App): void {
  refuse([...settingProblems(app), ...appLosses(app).map(describeLoss)]);
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

function settingProblems(app: App): string[] {
  const ofConstructs = app.node.findAll().flatMap((construct) => construct.node.validate());
  return [...ofConstructs, ...appProblems(app).map(describeProblem)];
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new InvalidConfiguration(problems);
}

function report(app: App): void {
  for (const notice of describeUnrecorded(app)) console.error(notice);
  const runByCdktfCli = process.env.CDKTF_OUTDIR !== undefined;
  if (runByCdktfCli) return; // It shows the warnings itself.
  for (const warning of allWarnings(app)) console.error(`Warning: ${warning}`);
  console.log(summaryTable(app));
}
