import { mapEach } from "../terraform/collection.ts";
import type { Value } from "../terraform/expression.ts";
import { jsonDocument } from "../terraform/json-document.ts";

/**
 * The lifecycle policy that keeps the newest images and expires the rest. Source: the document,
 * Lifecycle Policies.
 *
 * @param count how many images to keep, 1 or more
 */
export function lifecyclePolicy(count: Value<number | null>): Value<string> {
  return jsonDocument({
    rules: [
      {
        rulePriority: 1,
        description: `Keep last ${count} images`,
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: count },
        action: { type: "expire" },
      },
    ],
  });
}

/**
 * The repository policy that lets other accounts pull. Source: the document, Cross-Account Access
 * Policies.
 *
 * @param accountIds the accounts, 12 digits each, one or more
 * @param partition the partition of the repositories' region, such as `aws`
 */
export function crossAccountPullPolicy(
  accountIds: Value<readonly string[]>,
  partition: Value<string>,
): Value<string> {
  return jsonDocument({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AllowCrossAccountPull",
        Effect: "Allow",
        Principal: {
          AWS: mapEach(accountIds, (id) => `arn:${partition}:iam::${id}:root`),
        },
        Action: [
          "ecr:GetDownloadUrlForLayer",
          "ecr:BatchGetImage",
          "ecr:BatchCheckLayerAvailability",
        ],
      },
    ],
  });
}
