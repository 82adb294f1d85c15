import type { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { AUTOMATIC_TAGS } from "../settings/automatic-tags.ts";
import { MAX_TAGS } from "../settings/aws-formats.ts";
import type { Problem } from "../settings/problem.ts";
import type { EnvironmentStack } from "./environment-stack.ts";

/**
 * The repositories that would have too many tags: the environment's, the image's, the automatic
 * ones, and the provider's default tags where a project has given it any.
 */
export function tagCountProblems(
  { node, settings, repositories }: EnvironmentStack,
  provider: AwsProvider,
): Problem[] {
  const blocks = provider.defaultTagsInput;
  const defaults = Array.isArray(blocks)
    ? blocks.flatMap(({ tags = {} }) => Object.keys(tags))
    : [];
  const common = [...Object.keys(settings.tags), ...AUTOMATIC_TAGS, ...defaults];
  return repositories.flatMap(({ image }) => {
    const { size } = new Set([...common, ...Object.keys(image.tags ?? {})]);
    if (size <= MAX_TAGS) return [];
    return [
      {
        path: `${node.id}.repositories[${JSON.stringify(image.component)}].tags`,
        value: `${size} with the environment's, the automatic and the provider's default tags`,
        must: `must be at most ${MAX_TAGS} together`,
        source: "AWS, Tagging your Amazon ECR resources",
      },
    ];
  });
}
