import { textTable } from "../../stacks/text-table.ts";
import { EXIT } from "../command-error.ts";
import type { Report } from "../report.ts";
import { checkPlan, losesImages } from "./check.ts";
import { type Handover, toImportBlocks, unmanagedPolicies } from "./handover.ts";
import { hasStaleImports } from "./handover-files.ts";
import { planWithImports } from "./plan.ts";

/** Plans the adoption, and tells repository by repository what would become of it. */
export async function check(handover: Handover): Promise<Report> {
  const { stack, imports } = handover;
  const checks = checkPlan(stack, await planWithImports(stack, toImportBlocks(imports)));
  const lost = checks.filter(losesImages);
  const stale = hasStaleImports(handover)
    ? [
        `The adopt.tf in ${stack.folder} is of other settings, and Terraform would fail on it: run \`npx artos-ecr adopt ${stack.id}\` again, or delete it where all is adopted.`,
      ]
    : [];
  const rows = checks.map(({ name, outcome, notes }) => [name, outcome, notes.join("; ")]);
  return {
    data: { environment: stack.id, repositories: checks, isStale: stale.length > 0 },
    text: [
      textTable([["Repository", "Outcome", "Why"], ...rows]),
      "",
      ...unmanagedPolicies(handover).map((policy) => `Left alone in AWS: ${policy}`),
      ...stale,
      lost.length === 0
        ? "No repository would be replaced or destroyed."
        : `${lost.length} would be replaced or destroyed, with the images in them. Do what is said above, run \`npm run synth\`, and check again.`,
    ].join("\n"),
    exitCode: lost.length > 0 || stale.length > 0 ? EXIT.refused : EXIT.done,
  };
}
