import type { RepositorySettings } from "../settings/repository-settings.ts";
import { inputsTable, outputsTable } from "./ecr-tables.ts";

/**
 * The page of the module for those who call it.
 *
 * @param version the project's version; its line is what {@link lostAddresses} reads
 */
export function moduleReadme(version: string, repositories: readonly RepositorySettings[]): string {
  return `# modules/ecr

Version ${version}.

Container image repositories of one environment on Amazon ECR. Generated from the TypeScript of this
project by \`npm run generate\`: change it there.

\`\`\`hcl
module "ecr" {
  source = "./modules/ecr"

  environment     = "production"
  max_image_count = 10
}
\`\`\`

Terraform 1.0 or later, AWS provider 5.x. The provider and its credentials are the caller's.

The module reads no data source, so its call may have \`depends_on\`: a change of what it depends on
changes nothing in the module's plan. A repository policy names the partition, which the module takes
from a repository's ARN: the first plan shows the policy as \`(known after apply)\`, each later plan
shows its text.

## Inputs

${inputsTable(repositories)}

## Outputs

${outputsTable()}

## Move to a new major version

Within a major version every repository keeps its Terraform address and its name: the generator
refuses anything else. A new major version may rename a component. A call of it then needs a move of
the state, or its plan destroys the repository and creates an empty one. The example is of a
\`frontend\` that became \`web\`, in \`module "ecr"\`. Take the new version, run \`terraform init\`, and
put this beside the call, whether it has a local path or a git address (Terraform 1.3 or later):

\`\`\`hcl
${TYPES.map(movedBlock).join("\n")}\`\`\`

Or, with any Terraform, run this once. Leave out a policy that the state does not have:

\`\`\`sh
${TYPES.map(stateMove).join("\n")}
\`\`\`

If the call has \`count\` or \`for_each\`, move in each instance: \`module.ecr["eu"].aws_ecr_…\`. Then plan.
The plan changes the \`Component\` tag in place and destroys nothing.

AWS cannot rename a repository. If the new version gives one another name, or drops it, let go of it
and its policies first: \`terraform state rm 'module.ecr.aws_ecr_repository.frontend'\`. AWS keeps it
with its images, and Terraform no longer manages it.
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
