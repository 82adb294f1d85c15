import { EXIT } from "../command-error.ts";
import type { Report } from "../report.ts";
import { askEcr } from "../review/ecr-answers.ts";
import { exitCodeOf, reviewStackPlan } from "../review/review.ts";
import { toData, toText } from "../review/review-report.ts";
import { planStack } from "../terraform/stack-plan.ts";
import { type Adoption, unmanagedPolicies } from "./adoption.ts";
import { hasStaleImports } from "./adoption-files.ts";
import { toImportBlocks } from "./import-code.ts";

/** Plans an adoption and reviews the plan. */
export async function check(adoption: Adoption): Promise<Report> {
  const { stack, imports } = adoption;
  const plan = await planStack(stack, toImportBlocks(imports));
  const reviews = [await reviewStackPlan(stack, plan, askEcr(), [])];
  const isStale = hasStaleImports(adoption);
  const unmanaged = unmanagedPolicies(adoption);
  const notes = [
    ...unmanaged.map((policy) => `Left alone in AWS: ${policy}`),
    ...(isStale
      ? [
          `The adopt.tf in ${stack.folder} was written for other settings, and Terraform would fail on it. Run \`bin/artos-ecr adopt ${stack.id}\` again, or delete it if everything is adopted.`,
        ]
      : []),
  ];
  return {
    data: { ...toData(reviews), unmanaged, isStale },
    text: [toText(reviews, false), ...notes].join("\n"),
    exitCode: isStale ? EXIT.refused : exitCodeOf(reviews),
  };
}
