import { MAX_REPOSITORY_POLICY_LENGTH } from "../settings/aws-formats.ts";
import { mapEach } from "../terraform/collection.ts";
import { refusedUnless } from "../terraform/condition.ts";
import { Expression, type Value } from "../terraform/expression.ts";
import { jsonDocument } from "../terraform/json-document.ts";

/** What it takes to pull an image. Source: the document, Cross-Account Access Policies. */
export const PULL_ACTIONS = [
  "ecr:GetDownloadUrlForLayer",
  "ecr:BatchGetImage",
  "ecr:BatchCheckLayerAvailability",
] as const;

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
        Action: PULL_ACTIONS,
      },
    ],
  });
}

/** How many accounts the policy holds in a partition before it is too long for ECR. */
export function mostAccounts(partition: string): number {
  const lengthOf = (accounts: number) =>
    `${crossAccountPullPolicy(Array(accounts).fill("000000000000"), partition)}`.length;
  const perAccount = lengthOf(2) - lengthOf(1);
  return Math.floor((MAX_REPOSITORY_POLICY_LENGTH - lengthOf(1)) / perAccount) + 1;
}

/**
 * A repository policy that Terraform refuses where it is too long for ECR. One that is known at
 * synth has been checked there.
 */
export function refusedIfTooLong(
  policy: Value<string>,
  accountIds: Value<readonly string[]>,
): Value<string> {
  if (!(policy instanceof Expression && accountIds instanceof Expression)) return policy;
  const accounts = `length(${accountIds.hcl})`;
  const room = ["aws", "aws-cn", "aws-us-gov"].map((name) => `${mostAccounts(name)} in ${name}`);
  // The policy's length is not known before the partition is; what fits nowhere is refused at once.
  return refusedUnless(
    `${accounts} > ${mostAccounts("aws")} ? false : length(${policy.hcl}) <= ${MAX_REPOSITORY_POLICY_LENGTH}`,
    `cross_account_ids has \${${accounts}} accounts: must be at most ${room.join(", ")}, so that the repository policy is at most ${MAX_REPOSITORY_POLICY_LENGTH} characters (ECR API, SetRepositoryPolicy)`,
    policy,
  );
}
