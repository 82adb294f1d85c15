import { moduleSettings } from "../settings/module-settings.ts";
import { OUTPUTS } from "../settings/outputs.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { inputsTable, outputsTable } from "./tables.ts";

/**
 * The page of `modules/ecr`, for its callers.
 *
 * @param version the project's version; `lostAddresses` reads it from the page
 */
export function moduleReadme(version: string, repositories: readonly RepositorySettings[]): string {
  return `# modules/ecr

Version ${version}.

Container image repositories of one environment on Amazon ECR. \`npm run generate\` writes this
folder from \`settings/\` and \`stacks/\` of this project: change it there.

\`\`\`hcl
module "ecr" {
  source = "./modules/ecr"

  environment     = "production"
  max_image_count = 10
}
\`\`\`

It needs Terraform 1.0 or later and the AWS provider 5.x. The caller configures the provider and its
credentials.

The call may have \`depends_on\`. The module reads no data source, so a change of what it depends on
changes nothing in its plan. The first plan shows a repository policy as \`(known after apply)\`: the
policy names the partition, and the module takes it from the ARN that AWS gives a repository. Each
later plan shows the text.

## Inputs

${inputsTable(moduleSettings(repositories))}

An error names in brackets where its rule comes from: [Sources](../../docs/sources.md) has the
addresses. If a rule is between two variables, Terraform reports that it cannot convert a text to
bool. That text is the message:

\`\`\`
Invalid value for "v" parameter: cannot convert "kms_key_arn is null: must be
the ARN of a key if the encryption type is KMS (the ECR module's document,
Encryption)" to bool; only the strings "true" or "false" are allowed.
\`\`\`

## Outputs

${outputsTable(OUTPUTS)}

## Move to a new major version

Within a major version every repository keeps its Terraform address and its name: the generator
refuses anything else. A new major version may rename a component. If a caller does not move the
state then, the plan destroys the repository and creates an empty one. In this example the component
\`frontend\` of \`module "ecr"\` became \`web\`. Take the new version, run \`terraform init\`, and put
these blocks beside the call. They need Terraform 1.3. The call may have a local path or a git
address.

\`\`\`hcl
${TYPES.map(movedBlock).join("\n")}\`\`\`

With an older Terraform, run this once instead. Leave out a policy that the state does not have:

\`\`\`sh
${TYPES.map(stateMove).join("\n")}
\`\`\`

If the call has \`count\` or \`for_each\`, move the resources of each instance:
\`module.ecr["eu"].aws_ecr_…\`. Then plan. The plan changes the \`Component\` tag in place and destroys
nothing.

AWS cannot rename a repository. If the new version gives a repository another name, or drops it,
first take the repository and its policies out of the state:
\`terraform state rm 'module.ecr.aws_ecr_repository.frontend'\`. AWS keeps it with its images, and
Terraform no longer manages it.
`;
}

const TYPES = ["aws_ecr_repository", "aws_ecr_lifecycle_policy", "aws_ecr_repository_policy"];

function movedBlock(type: string): string {
  return `moved {
  from = module.ecr.${type}.frontend
  to   = module.ecr.${type}.web
}
`;
}

function stateMove(type: string): string {
  return `terraform state mv 'module.ecr.${type}.frontend' 'module.ecr.${type}.web'`;
}
