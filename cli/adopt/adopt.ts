import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { textTable } from "../../stacks/text-table.ts";
import { EXIT, usageError } from "../command-error.ts";
import { Registry } from "../registry.ts";
import type { Report } from "../report.ts";
import { readStack, type SynthesizedStack } from "../synthesized-stacks.ts";
import { checkPlan, losesImages, type RepositoryCheck } from "./check.ts";
import { type ExistingRepository, typesOf } from "./existing-repository.ts";
import { type FoundSettings, findSettings } from "./found-settings.ts";
import { readFromAws } from "./from-aws.ts";
import { readFromState } from "./from-state.ts";
import { importsOf, toImportBlocks, toImportScript, toReleaseScript } from "./handover.ts";
import { planWithImports } from "./plan.ts";
import { toCode } from "./settings-code.ts";

/** What to adopt, and from where. */
export interface AdoptRequest {
  readonly environment: string;
  /**
   * Path of what `terraform show -json` printed in the project that holds the repositories now.
   *
   * @default - AWS is asked
   */
  readonly state?: string;
  /** Whether to write a script for Terraform before 1.5 instead of `import` blocks. */
  readonly script: boolean;
  /** Whether to run the plan, and write nothing. */
  readonly check: boolean;
}

/**
 * Brings what exists under an environment's stack: finds its repositories and writes what imports
 * them. It changes nothing in AWS or in a state.
 */
export async function adopt({ environment, state, script, check }: AdoptRequest): Promise<Report> {
  const stack = readStack(environment);
  const names = stack.repositories.map(({ name }) => name);
  const existing = (
    state === undefined
      ? await readFromAws(new Registry(stack), names)
      : readFromState(state, stack.region)
  ).filter(({ name }) => names.includes(name));
  if (check) return checkReport(stack, existing);
  if (existing.length === 0) {
    throw usageError(
      `${state ?? `AWS, in ${stack.region},`} has none of ${environment}'s repositories: there is nothing to adopt.`,
    );
  }
  const files = writeHandover(stack, existing, script);
  const found = findSettings(stack, existing);
  const missing = names.filter((name) => !existing.some((repository) => repository.name === name));
  const unmanaged = unmanagedPolicies(stack, existing);
  return {
    data: { environment, existing, missing, unmanaged, files, ...found },
    text: describe(stack, existing, missing, unmanaged, found, files, script),
  };
}

async function checkReport(
  stack: SynthesizedStack,
  existing: readonly ExistingRepository[],
): Promise<Report> {
  const blocks = toImportBlocks(importsOf(stack, existing));
  const checks = checkPlan(stack, await planWithImports(stack, blocks));
  return {
    data: { environment: stack.id, repositories: checks },
    text: describeChecks(checks),
    exitCode: checks.some(losesImages) ? EXIT.refused : EXIT.done,
  };
}

function writeHandover(
  stack: SynthesizedStack,
  existing: readonly ExistingRepository[],
  script: boolean,
): string[] {
  const imports = importsOf(stack, existing);
  const importFile = join(stack.folder, script ? "adopt.sh" : "adopt.tf");
  writeFileSync(importFile, script ? toImportScript(imports) : toImportBlocks(imports));
  if (script) chmodSync(importFile, 0o755);
  if (existing.every(({ addresses }) => addresses.length === 0)) return [importFile];
  const releaseFile = join(stack.folder, "release.sh");
  writeFileSync(releaseFile, toReleaseScript(existing));
  chmodSync(releaseFile, 0o755);
  return [importFile, releaseFile];
}

/** Policies in AWS that the stack's settings do not make: nobody would look after them. */
function unmanagedPolicies(
  stack: SynthesizedStack,
  existing: readonly ExistingRepository[],
): string[] {
  return existing.flatMap((repository) => {
    const ours = stack.repositories.find(({ name }) => name === repository.name);
    const left = typesOf(repository).filter((type) => !ours?.types.includes(type));
    return left.map(
      (type) =>
        `${repository.name}: its ${type} stays in AWS, and no setting of the stack makes it`,
    );
  });
}

function describe(
  stack: SynthesizedStack,
  existing: readonly ExistingRepository[],
  missing: readonly string[],
  unmanaged: readonly string[],
  found: FoundSettings,
  files: readonly string[],
  script: boolean,
): string {
  const [importFile, releaseFile] = files;
  const steps = [
    ...(script ? [`Run ./adopt.sh in ${stack.folder}, after \`terraform init\`.`] : []),
    `npx artos-ecr adopt ${stack.id} --check    # until nothing would be replaced`,
    `npx cdktf deploy ${stack.id}               # imports and changes in place: 0 to destroy`,
    ...(releaseFile ? [`Run ${releaseFile} in the project that held the repositories.`] : []),
    ...(releaseFile ? ["Delete their code there: its plan is empty."] : []),
  ];
  return [
    section(
      "Exists, and would be adopted",
      existing.map(({ name }) => name),
    ),
    section("Does not exist, and would be created", missing),
    section("The settings that would change nothing", [toCode(stack, found)]),
    section("What settings cannot say", [...found.unsaid, ...unmanaged]),
    section("Written", [importFile ?? "", ...(releaseFile ? [releaseFile] : [])]),
    section("Next", steps),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`${title}:`, ...lines].join("\n").replaceAll("\n", "\n  ");
}

function describeChecks(checks: readonly RepositoryCheck[]): string {
  const rows = checks.map(({ name, outcome, notes }) => [name, outcome, notes.join("; ")]);
  const lost = checks.filter(losesImages).length;
  const verdict =
    lost === 0
      ? "No repository would be replaced or destroyed."
      : `${lost} would be replaced or destroyed, with the images in them. Change the settings named above, run \`npm run synth\`, and check again.`;
  return [textTable([["Repository", "Outcome", "Why"], ...rows]), "", verdict].join("\n");
}
