import { usageError } from "../command-error.ts";
import { Registry } from "../ecr/registry.ts";
import type { Report } from "../report.ts";
import { readStack } from "../synthesized-stacks.ts";
import { readState } from "../terraform/state.ts";
import { type Adoption, importsOf, unmanagedPolicies } from "./adoption.ts";
import { type AdoptionFiles, writeAdoptionFiles } from "./adoption-files.ts";
import { check } from "./check-report.ts";
import { findSettings } from "./found-settings.ts";
import { readFromAws } from "./from-aws.ts";
import { toCode } from "./settings-code.ts";

/** What to adopt, and from where. */
export interface AdoptRequest {
  /** The stack's name. */
  readonly stack: string;
  /**
   * Path of what `terraform show -json` printed in the project that holds the repositories now.
   *
   * @default - no project holds them
   */
  readonly state?: string;
  /** Whether to write a script for Terraform before 1.5 instead of `import` blocks. */
  readonly script: boolean;
  /** Whether to plan and review the adoption, and write nothing. */
  readonly check: boolean;
}

/**
 * Prepares the adoption of existing repositories by a stack: finds them, and writes the files that
 * import them. It changes nothing in AWS or in a state.
 */
export async function adopt({ state, script, ...request }: AdoptRequest): Promise<Report> {
  const stack = readStack(request.stack);
  const names = stack.repositories.map(({ name }) => name);
  const held = (state === undefined ? [] : readState(state)).filter(
    ({ name, region }) => region === stack.region && names.includes(name),
  );
  const existing = await readFromAws(new Registry(stack), names);
  if (existing.length === 0) {
    throw usageError(
      `AWS has none of the repositories of ${stack.id} in ${stack.region}: there is nothing to adopt.`,
    );
  }
  const adoption: Adoption = { stack, existing, held, imports: importsOf(stack, existing) };
  if (request.check) return check(adoption);

  const files = writeAdoptionFiles(adoption, script);
  const written = [files.imports, files.release].filter((path) => path !== undefined);
  const { settings, leftAlone, notCovered } = findSettings(stack, existing);
  const missing = names.filter((name) => !existing.some((repository) => repository.name === name));
  const unmanaged = unmanagedPolicies(adoption);
  return {
    data: {
      stack: stack.id,
      existing,
      held,
      missing,
      unmanaged,
      files: written,
      settings,
      leftAlone,
      notCovered,
    },
    text: [
      section(
        "Exists, and would be adopted",
        existing.map(({ name }) => name),
      ),
      section("Does not exist, and would be created", missing),
      section("Settings that change nothing (without backend and deletion protection)", [
        toCode(stack.id, settings),
      ]),
      section('Policies that these settings leave alone in AWS, as "unmanaged"', leftAlone),
      section("What settings cannot express", notCovered),
      section(
        "Policies that only the settings of the last synth leave alone in AWS",
        unmanaged.filter((line) => !leftAlone.includes(line)),
      ),
      section("Files written for the settings of the last synth", written),
      section("Next steps", nextSteps(adoption, files, script)),
    ]
      .filter((text) => text !== "")
      .join("\n\n"),
  };
}

function nextSteps(
  { stack }: Adoption,
  { imports, release }: AdoptionFiles,
  script: boolean,
): string[] {
  return [
    `bin/artos-ecr adopt ${stack.id} --check    # until nothing would be replaced`,
    ...(script ? [`Run ./adopt.sh in ${stack.folder}, after \`terraform init\`.`] : []),
    `npx cdktf deploy ${stack.id}               # no repository is destroyed or replaced`,
    `Delete ${imports}.`,
    ...(release ? [`Run ${release} in the project that held the repositories.`] : []),
    ...(release ? ["Delete their code there: its plan is empty."] : []),
  ];
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`${title}:`, ...lines].join("\n").replaceAll("\n", "\n  ");
}
