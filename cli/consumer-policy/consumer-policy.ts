import { accessorWords } from "../../policies/access/accessor-words.ts";
import { EVERYONE } from "../../policies/access/principal.ts";
import { partitionOf } from "../../settings/partition.ts";
import type { SynthesizedStack } from "../../stacks/project-file/project-format.ts";
import { Registry } from "../ecr/registry.ts";
import { progress, type Report } from "../report.ts";
import { readStack } from "../synthesized-stacks.ts";
import { type Needs, USES, type Use } from "./uses.ts";

/** The most characters of a managed policy, without white space. Source: IAM and STS quotas. */
const MAX_MANAGED_POLICY_LENGTH = 6_144;

/**
 * The IAM policy that a principal needs on its own side, in addition to the repository policies that
 * allow the principal, its account or its organization.
 */
export async function consumerPolicy(
  stackName: string,
  use: Use,
  format: "json" | "hcl",
): Promise<Report> {
  const stack = readStack(stackName);
  const needs = USES[use];
  for (const note of notes(stack, needs)) progress(note);
  const accountId = stack.accountId ?? (await new Registry(stack).accountId());
  const arns = repositoryArns(stack, accountId);
  const policy = policyDocument(needs, arns);
  const length = JSON.stringify(policy).length;
  if (length > MAX_MANAGED_POLICY_LENGTH) {
    progress(
      `The policy has ${length} characters, and a managed policy may have ${MAX_MANAGED_POLICY_LENGTH}: split its repositories over several policies.`,
    );
  }
  return {
    data: policy,
    text: format === "hcl" ? toHcl(needs, arns) : JSON.stringify(policy, null, 2),
  };
}

function notes({ repositories }: SynthesizedStack, needs: Needs): string[] {
  const closed = repositories.filter((repository) => needs.consumers(repository)?.length === 0);
  const members = repositories
    .flatMap((repository) => needs.consumers(repository) ?? [])
    .filter(({ principal, condition }) => principal === EVERYONE && condition.length > 0)
    .map(accessorWords);
  return [
    ...(closed.length > 0
      ? [needs.nobody.replace("REPOSITORIES", closed.map(({ name }) => name).join(", "))]
      : []),
    ...[...new Set(members)].map(
      (words) => `Every account of ${words} needs this policy of its own.`,
    ),
  ];
}

function repositoryArns({ region, repositories }: SynthesizedStack, accountId: string): string[] {
  const partition = partitionOf(region);
  return repositories.map(
    ({ name }) => `arn:${partition}:ecr:${region}:${accountId}:repository/${name}`,
  );
}

function policyDocument({ sid, logsIn, actions }: Needs, arns: readonly string[]) {
  const logIn = {
    Sid: "LogInToEcr",
    Effect: "Allow",
    Action: "ecr:GetAuthorizationToken",
    Resource: "*",
  };
  return {
    Version: "2012-10-17",
    Statement: [
      ...(logsIn ? [logIn] : []),
      { Sid: sid, Effect: "Allow", Action: actions, Resource: arns },
    ],
  };
}

function toHcl({ sid, name, logsIn, actions }: Needs, arns: readonly string[]): string {
  const logIn = `  statement {
    sid       = "LogInToEcr"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

`;
  return `data "aws_iam_policy_document" "${name}" {
${logsIn ? logIn : ""}  statement {
    sid = "${sid}"
    actions = [
${listItems(actions)}
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
