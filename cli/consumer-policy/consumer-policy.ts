import { PULL_ACTIONS } from "../../policies/access/allow-pull.ts";
import { partitionOf } from "../../settings/partition.ts";
import type { SynthesizedStack } from "../../stacks/project-format.ts";
import { Registry } from "../ecr/registry.ts";
import { progress, type Report } from "../report.ts";
import { readStack } from "../synthesized-stacks.ts";

/** The most characters of a managed policy, without white space. Source: IAM and STS quotas. */
const MAX_MANAGED_POLICY_LENGTH = 6_144;

/**
 * The IAM policy that principals of another account need to pull, in addition to the repository
 * policies that allow their account.
 */
export async function consumerPolicy(stackName: string, format: "json" | "hcl"): Promise<Report> {
  const stack = readStack(stackName);
  const closed = stack.repositories.filter(({ pull }) => pull?.length === 0);
  if (closed.length > 0) {
    progress(
      `No other account may pull from ${closed.map(({ name }) => name).join(", ")}: set crossAccountIds too.`,
    );
  }
  const accountId = stack.accountId ?? (await new Registry(stack).accountId());
  const arns = repositoryArns(stack, accountId);
  const policy = policyDocument(arns);
  const length = JSON.stringify(policy).length;
  if (length > MAX_MANAGED_POLICY_LENGTH) {
    progress(
      `The policy has ${length} characters, and a managed policy may have ${MAX_MANAGED_POLICY_LENGTH}: split its repositories over several policies.`,
    );
  }
  return {
    data: policy,
    text: format === "hcl" ? toHcl(arns) : JSON.stringify(policy, null, 2),
  };
}

function repositoryArns({ region, repositories }: SynthesizedStack, accountId: string): string[] {
  const partition = partitionOf(region);
  return repositories.map(
    ({ name }) => `arn:${partition}:ecr:${region}:${accountId}:repository/${name}`,
  );
}

function policyDocument(arns: readonly string[]) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "LogInToEcr",
        Effect: "Allow",
        Action: "ecr:GetAuthorizationToken",
        Resource: "*",
      },
      { Sid: "PullImages", Effect: "Allow", Action: PULL_ACTIONS, Resource: arns },
    ],
  };
}

function toHcl(arns: readonly string[]): string {
  return `data "aws_iam_policy_document" "ecr_pull" {
  statement {
    sid       = "LogInToEcr"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid = "PullImages"
    actions = [
${listItems(PULL_ACTIONS)}
    ]
    resources = [
${listItems(arns)}
    ]
  }
}`;
}

function listItems(items: readonly string[]): string {
  return items.map((item) => `      ${JSON.stringify(item)},`).join("\n");
}
