import { inputsTable, outputsTable } from "./ecr-tables.ts";

/** The page of the module for those who call it. */
export function moduleReadme(): string {
  return `# modules/ecr

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

${inputsTable()}

## Outputs

${outputsTable()}
`;
}
