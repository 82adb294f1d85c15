import { usageError } from "../command-error.ts";
import { Registry } from "../ecr/registry.ts";
import type { Report } from "../report.ts";
import { readStack } from "../synthesized-stacks.ts";
import { readState } from "../terraform/state.ts";
import { check } from "./check-report.ts";
import { findSettings } from "./found-settings.ts";
import { readFromAws } from "./from-aws.ts";
import { type Handover, importsOf, unmanagedPolicies } from "./handover.ts";
import { writeHandover } from "./handover-files.ts";
import { toCode } from "./settings-code.ts";

/** What to adopt, and from where. */
export interface AdoptRequest {
  readonly environment: string;
  /**
   * Path of what `terraform show -json` printed in the project that holds the repositories now.
   *
   * @default - no project does
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
export async function adopt(request: AdoptRequest): Promise<Report> {
  const { environment, state, script } = request;
  const stack = readStack(environment);
  const names = stack.repositories.map(({ name }) => name);
  const held = (state === undefined ? [] : readState(state)).filter(
    ({ name, region }) => region === stack.region && names.includes(name),
  );
  const existing = await readFromAws(new Registry(stack), names);
  if (existing.length === 0) {
    throw usageError(
      `AWS has none of ${environment}'s repositories in ${stack.region}: there is nothing to adopt.`,
    );
  }
  const handover: Handover = { stack, existing, held, imports: importsOf(stack, existing) };
  if (request.check) return check(handover);

  const files = writeHandover(handover, script);
  const { settings, leftAlone, unsaid } = findSettings(stack, existing);
  const missing = names.filter((name) => !existing.some((repository) => repository.name === name));
  const unmanaged = unmanagedPolicies(handover);
  return {
    data: { environment, existing, held, missing, unmanaged, files, settings, leftAlone, unsaid },
    text: [
      section(
        "Exists, and would be adopted",
        existing.map(({ name }) => name),
      ),
      section("Does not exist, and would be created", missing),
      section("The settings that would change nothing (state and protection as they are)", [
        toCode(stack.id, settings),
      ]),
      section('Policies that these settings leave alone in AWS, as "unmanaged"', leftAlone),
      section("What settings cannot say", unsaid),
      section(
        "Policies that only the settings of the last synth leave alone in AWS",
        unmanaged.filter((line) => !leftAlone.includes(line)),
      ),
      section("Written, for the settings of the last synth", files),
      section("Next", nextSteps(handover, files, script)),
    ]
      .filter((text) => text !== "")
      .join("\n\n"),
  };
}

function nextSteps(
  { stack }: Handover,
  [importFile, releaseFile]: readonly string[],
  script: boolean,
): string[] {
  return [
    `npx artos-ecr adopt ${stack.id} --check    # until nothing would be replaced`,
    ...(script ? [`Run ./adopt.sh in ${stack.folder}, after \`terraform init\`.`] : []),
    `npx cdktf deploy ${stack.id}               # no repository is destroyed or replaced`,
    `Delete ${importFile}.`,
    ...(releaseFile ? [`Run ${releaseFile} in the project that held the repositories.`] : []),
    ...(releaseFile ? ["Delete their code there: its plan is empty."] : []),
  ];
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`${title}:`, ...lines].join("\n").replaceAll("\n", "\n  ");
}
