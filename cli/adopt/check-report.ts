import { EXIT } from "../command-error.ts";
import type { Report } from "../report.ts";
import { askEcr } from "../review/ecr-answers.ts";
import { exitCodeOf, reviewStackPlan } from "../review/review.ts";
import { toData, toText } from "../review/review-report.ts";
import { planStack } from "../terraform/stack-plan.ts";
import { type Handover, toImportBlocks, unmanagedPolicies } from "./handover.ts";
import { hasStaleImports } from "./handover-files.ts";

/** Plans the adoption, and reviews the plan. */
export async function check(handover: Handover): Promise<Report> {
  const { stack, imports } = handover;
  const plan = await planStack(stack, toImportBlocks(imports));
  const reviews = [await reviewStackPlan(stack, plan, askEcr(), [])];
  const isStale = hasStaleImports(handover);
  const unmanaged = unmanagedPolicies(handover);
  const notes = [
    ...unmanaged.map((policy) => `Left alone in AWS: ${policy}`),
    ...(isStale
      ? [
          `The adopt.tf in ${stack.folder} is of other settings, and Terraform would fail on it: run \`npx artos-ecr adopt ${stack.id}\` again, or delete it if all is adopted.`,
        ]
      : []),
  ];
  return {
    data: { ...toData(reviews), unmanaged, isStale },
    text: [toText(reviews, false), ...notes].join("\n"),
    exitCode: isStale ? EXIT.refused : exitCodeOf(reviews),
  };
}
