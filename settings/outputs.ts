/** The description of each output, in the order of the documentation. */
export const OUTPUTS = {
  repository_urls: "URL of each repository, by component.",
  repository_arns: "ARN of each repository, by component.",
  repository_names: "Name of each repository, by component.",
  registry_url: "Address of the registry to log in to: ACCOUNT.dkr.ecr.REGION.DOMAIN.",
} as const;
