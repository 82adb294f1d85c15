import type { PolicyStatement } from "../../policies/access/access-policy.ts";

/** The statements for replication as a Terraform data source and the registry policy made of it. */
export function toHcl(statements: readonly PolicyStatement[]): string {
  return `data "aws_iam_policy_document" "ecr_replication" {
${statements.map(statementBlock).join("\n\n")}
}

resource "aws_ecr_registry_policy" "replication" {
  policy = data.aws_iam_policy_document.ecr_replication.json
}`;
}

function statementBlock({ Sid, Principal, Action, Resource }: PolicyStatement): string {
  const { AWS } = Principal as { readonly AWS: string };
  return `  statement {
    sid     = ${JSON.stringify(Sid)}
    actions = ${JSON.stringify(Action).replaceAll(",", ", ")}
    resources = [
${(Resource as string[]).map((arn) => `      ${JSON.stringify(arn)},`).join("\n")}
    ]
    principals {
      type        = "AWS"
      identifiers = [${JSON.stringify(AWS)}]
    }
  }`;
}
