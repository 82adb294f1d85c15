/** The most characters of a repository policy. Source: ECR API, SetRepositoryPolicy. */
export const MAX_REPOSITORY_POLICY_LENGTH = 10_240;

// The keys of the document are in alphabetical order, as Terraform's jsonencode writes them.

/**
 * The actions that an image pull needs. Source: the ECR module's document, Cross-Account Access
 * Policies.
 */
export const PULL_ACTIONS = [
  "ecr:GetDownloadUrlForLayer",
  "ecr:BatchGetImage",
  "ecr:BatchCheckLayerAvailability",
] as const;

/**
 * The repository policy that lets other accounts pull. Source: the ECR module's document,
 * Cross-Account Access Policies.
 *
 * @param principals ARNs of the accounts, one or more, or a Terraform expression
 */
export function allowPull(principals: readonly string[] | string) {
  return {
    Statement: [
      {
        Action: PULL_ACTIONS,
        Effect: "Allow",
        Principal: { AWS: principals },
        Sid: "AllowCrossAccountPull",
      },
    ],
    Version: "2012-10-17",
  };
}

/**
 * The principal that stands for an account.
 *
 * @param accountId 12 digits
 * @param partition the partition that the account is in, such as `aws`
 */
export function accountArn(accountId: string, partition: string): string {
  return `arn:${partition}:iam::${accountId}:root`;
}

/** The most accounts that fit into the policy of {@link allowPull} in a partition. */
export function mostAccounts(partition: string): number {
  const lengthOf = (accounts: number) => {
    const principals = Array(accounts).fill(accountArn("000000000000", partition));
    return JSON.stringify(allowPull(principals)).length;
  };
  const perAccount = lengthOf(2) - lengthOf(1);
  return Math.floor((MAX_REPOSITORY_POLICY_LENGTH - lengthOf(1)) / perAccount) + 1;
}
