import type { Plan } from "../terraform/plan.ts";
import type { PlannedChange } from "../terraform/planned-change.ts";
import type { EcrAnswers } from "./ecr-answers.ts";
import type { Place, RepositoryPlace } from "./place.ts";
import type { Remedies } from "./remedies.ts";

/** What a review works with. */
export interface ReviewContext {
  readonly plan: Plan;
  readonly ecr: EcrAnswers;
  readonly remedies: Remedies;
  /** Repositories that are known beside those of the plan. */
  readonly repositories: readonly RepositoryPlace[];
  /** When lifecycle policies are evaluated. */
  readonly now: Date;
  /** Where the provider of a resource works. */
  placeOf(change: PlannedChange): Place;
}
