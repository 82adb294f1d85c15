import type { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { MAX_TAGS } from "../settings/aws-formats.ts";
import type { Problem } from "../settings/problem.ts";
import type { Repository } from "../settings/repository.ts";
import { pathOf } from "../settings/repository-path.ts";

/**
 * A problem for each repository that would have too many tags, its own and the provider's default
 * tags together.
 */
export function tagCountProblems(
  stackId: string,
  repositories: readonly Repository[],
  provider: AwsProvider,
): Problem[] {
  const blocks = provider.defaultTagsInput;
  const defaults = Array.isArray(blocks)
    ? blocks.flatMap(({ tags = {} }) => Object.keys(tags))
    : [];
  return repositories.flatMap(({ component, tags }) => {
    const { size } = new Set([...Object.keys(tags), ...defaults]);
    if (size <= MAX_TAGS) return [];
    return [
      {
        path: `${stackId}.${pathOf({ component })}.tags`,
        value: `${size} with the environment's, the automatic and the provider's default tags`,
        must: `must be at most ${MAX_TAGS} together`,
        source: "AWS, Tagging your Amazon ECR resources",
      },
    ];
  });
}
