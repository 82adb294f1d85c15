import type { ImageSummary } from "../ecr/image-summary.ts";
import { summarize } from "../ecr/image-summary.ts";
import type { EcrImage } from "../ecr/images.ts";
import type { Plan } from "../terraform/plan.ts";
import type { Attributes, PlannedChange } from "../terraform/planned-change.ts";
import { type Answer, type EcrAnswers, NOT_ASKED, type RepositoryPlace } from "./ecr-answers.ts";
import type { Finding, Kind } from "./finding.ts";
import type { Place } from "./provider-place.ts";
import type { Remedies } from "./remedies.ts";

/** What a review works with. */
export interface ReviewContext {
  readonly plan: Plan;
  readonly ecr: EcrAnswers;
  readonly remedies: Remedies;
  /** When lifecycle policies are evaluated. */
  readonly now: Date;
  /** Where the provider of a resource works. */
  placeOf(change: PlannedChange): Place;
}

/** The changes of repositories. */
export function repositoryChanges(changes: readonly PlannedChange[]): PlannedChange[] {
  return changes.filter(({ type }) => type === "aws_ecr_repository");
}

/** Whether a change takes a repository out of AWS. */
export function isDeleted({ action }: PlannedChange): boolean {
  return action === "delete" || action === "replace";
}

/** Where a repository is by its state: its ARN is `arn:PARTITION:ecr:REGION:ACCOUNT:repository/NAME`. */
export function placeInState({ arn, name }: Attributes): RepositoryPlace {
  const [, , , region, account] = String(arn).split(":");
  return { name: String(name), region: region || undefined, account: account || undefined };
}

/** Whether a provider may work where a repository is. */
export function mayBeAt(provider: Place, { region, account }: Place): boolean {
  return (
    [undefined, region].includes(provider.region) && [undefined, account].includes(provider.account)
  );
}

/** A finding about a repository's images, counted if ECR tells them. */
export function imageFinding(
  kind: Kind,
  { address }: PlannedChange,
  { name }: RepositoryPlace,
  images: Answer<readonly EcrImage[] | undefined>,
  words: { readonly reason: string; readonly remedy: string },
): Finding {
  return {
    kind,
    address,
    repository: name,
    images: summaryOf(images),
    reason: `${words.reason}${notCounted(images)}`,
    remedy: words.remedy,
  };
}

function summaryOf(images: Answer<readonly EcrImage[] | undefined>): ImageSummary | null {
  return "known" in images ? summarize(images.known ?? []) : null;
}

function notCounted(images: Answer<readonly EcrImage[] | undefined>): string {
  const isNews = "unknown" in images && images.unknown !== NOT_ASKED;
  return isNews ? ` The images were not counted: ${images.unknown}.` : "";
}
