import { type ImageSummary, summarize } from "../ecr/image-summary.ts";
import type { EcrImage } from "../ecr/images.ts";
import type { PlannedChange } from "../terraform/planned-change.ts";
import { type Answer, NOT_ASKED } from "./ecr-answers.ts";
import type { Finding, Kind } from "./finding.ts";
import type { RepositoryPlace } from "./place.ts";

/** A finding about a repository's images, with their number if ECR lists them. */
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
