import type { Repository } from "@aws-sdk/client-ecr";
import { usageError } from "../command-error.ts";

const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/** Whether a text can be an image tag. Source: OCI Distribution Specification, Pulling manifests. */
export function isTag(text: unknown): text is string {
  return typeof text === "string" && TAG.test(text);
}

/** @throws CommandError with the rule if a text is no image tag */
export function checkTag(tag: string): void {
  if (isTag(tag)) return;
  throw usageError(
    `${tag}: an image tag is 1 to 128 letters, digits, '_', '.' or '-', and starts with neither '.' nor '-' (OCI Distribution Specification).`,
  );
}

/** Whether ECR would refuse to move an existing tag. Source: ECR API, PutImageTagMutability. */
export function isImmutable(tag: string, repository: Repository): boolean {
  const { imageTagMutability, imageTagMutabilityExclusionFilters = [] } = repository;
  const isExcluded = imageTagMutabilityExclusionFilters.some(({ filter = "" }) =>
    matchesWildcard(tag, filter),
  );
  return imageTagMutability?.startsWith("MUTABLE") ? isExcluded : !isExcluded;
}

function matchesWildcard(tag: string, filter: string): boolean {
  const parts = filter.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(tag);
}
