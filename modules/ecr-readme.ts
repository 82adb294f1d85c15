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

## Inputs

${inputsTable()}

## Outputs

${outputsTable()}
`;
}
