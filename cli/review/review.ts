import { EXIT, usageError } from "../command-error.ts";
import { nextEvaluation } from "../ecr/lifecycle-losses.ts";
import { isInterruption } from "../interruption.ts";
import { readJson } from "../json-file.ts";
import { type Report, toCommandError } from "../report.ts";
import { type AnyStack, readAllStacks, readStacks, stackOf } from "../synthesized-stacks.ts";
import { type Plan, readPlan } from "../terraform/plan.ts";
import { configurationOf } from "../terraform/plan-configuration.ts";
import type { PlannedChange } from "../terraform/planned-change.ts";
import { planStack } from "../terraform/stack-plan.ts";
import { accept } from "./acceptance.ts";
import type { ReviewContext } from "./context.ts";
import { askEcr, type EcrAnswers, stayOffline } from "./ecr-answers.ts";
import type { Review } from "./finding.ts";
import { judgePlan } from "./judge-plan.ts";
import type { RepositoryPlace } from "./place.ts";
import { providerPlace } from "./provider-place.ts";
import { HCL_REMEDIES, SETTINGS_REMEDIES } from "./remedies.ts";
import { type ReviewData, toData, toMarkdown, toText } from "./review-report.ts";

/** Which plan to review, and how. */
export interface ReviewRequest {
  /** A stack's name; without it and `plan`, every stack is planned. */
  readonly stack?: string;
  /** Path of what `terraform show -json` printed of a plan. */
  readonly plan?: string;
  /** The findings that are accepted, as `KIND:ADDRESS`. */
  readonly accept: readonly string[];
  /** Whether AWS is not asked. */
  readonly offline: boolean;
  /** Whether the report for people is Markdown. */
  readonly markdown: boolean;
}

/** Reports what plans would do to images and access. */
export async function review(request: ReviewRequest): Promise<Report<ReviewData>> {
  const { stack, plan, offline, markdown } = request;
  if (stack !== undefined && plan !== undefined) {
    throw usageError("--plan reviews a plan of any root module: leave out the stack.");
  }
  const ecr = offline ? stayOffline() : askEcr();
  const reviews =
    plan !== undefined ? [await reviewFile(plan, request, ecr)] : await reviewStacks(request, ecr);
  return {
    data: toData(reviews),
    text: (markdown ? toMarkdown : toText)(reviews, offline),
    exitCode: exitCodeOf(reviews),
  };
}

/**
 * Judges the plan of a stack.
 *
 * @param repositories those of the app that the plan may not have
 */
export async function reviewStackPlan(
  stack: AnyStack,
  plan: Plan,
  ecr: EcrAnswers,
  accepted: readonly string[],
  repositories: readonly RepositoryPlace[] = [],
): Promise<Review> {
  const place = { region: stack.region, account: stack.accountId ?? undefined };
  const judgement = await judge({
    plan,
    ecr,
    remedies: SETTINGS_REMEDIES,
    repositories,
    placeOf: (change) => (hasOwnProvider(plan, change) ? providerPlace(plan, change) : place),
  });
  return { stack: stack.id, ...judgement, findings: accept(judgement.findings, accepted) };
}

// An override may give a resource another provider than the stack's.
function hasOwnProvider({ configuredResources }: Plan, change: PlannedChange): boolean {
  const { provider_config_key = "aws" } = configurationOf(configuredResources, change);
  return provider_config_key !== "aws";
}

/** How the process ends. */
export function exitCodeOf(reviews: readonly Review[]): number {
  if (reviews.some(({ error }) => error !== undefined)) return EXIT.failed;
  const isOpen = reviews.some(({ findings }) => findings.some(({ accepted }) => !accepted));
  return isOpen ? EXIT.refused : EXIT.done;
}

async function reviewFile(
  path: string,
  { accept: accepted }: ReviewRequest,
  ecr: EcrAnswers,
): Promise<Review> {
  const plan = readPlan(readJson(path), path);
  const judgement = await judge({
    plan,
    ecr,
    remedies: HCL_REMEDIES,
    repositories: [],
    placeOf: (change) => providerPlace(plan, change),
  });
  return { stack: null, ...judgement, findings: accept(judgement.findings, accepted) };
}

async function reviewStacks(
  { stack: id, accept: accepted }: ReviewRequest,
  ecr: EcrAnswers,
): Promise<Review[]> {
  if (id !== undefined) {
    const stack = stackOf(readAllStacks(), id);
    return [await reviewStack(stack, ecr, accepted)];
  }
  if (accepted.length > 0) {
    throw usageError("--accept needs a stack: all stacks have the same addresses.");
  }
  const reviews: Review[] = [];
  for (const stack of readAllStacks()) reviews.push(await reviewOrError(stack, ecr));
  return reviews;
}

async function reviewStack(
  stack: AnyStack,
  ecr: EcrAnswers,
  accepted: readonly string[],
): Promise<Review> {
  return reviewStackPlan(stack, await planStack(stack), ecr, accepted, repositoriesOfApp());
}

function repositoriesOfApp(): RepositoryPlace[] {
  return readStacks().flatMap(({ region, accountId, repositories }) =>
    repositories.map(({ name }) => ({ name, region, account: accountId ?? undefined })),
  );
}

// The other stacks are still reviewed.
async function reviewOrError(stack: AnyStack, ecr: EcrAnswers): Promise<Review> {
  try {
    return await reviewStack(stack, ecr, []);
  } catch (error) {
    if (isInterruption(error)) throw error;
    const { message } = toCommandError(error);
    return { stack: stack.id, findings: [], changes: [], error: message };
  }
}

function judge(context: Omit<ReviewContext, "now">) {
  return judgePlan({ ...context, now: nextEvaluation() });
}
