import { REGISTRY_OUTPUTS, REGISTRY_VARIABLES } from "../settings/registry-module/variables.ts";
import { inputsTable, outputsTable } from "./tables.ts";

/**
 * The page of `modules/ecr-registry`, for its callers.
 *
 * @param version the project's version; `lostAddresses` reads it from the page
 */
export function registryModuleReadme(version: string): string {
  return `# modules/ecr-registry

Version ${version}.

What an account has once in a region for all of its ECR repositories: scanning, replication,
pull-through caches and the registry policy. \`npm run generate\` writes this folder from \`settings/\`
and \`stacks/\` of this project: change it there.

\`\`\`hcl
module "registry" {
  source = "./modules/ecr-registry"

  scan_type = "ENHANCED"
  scanning_rules = [
    { scan_frequency = "CONTINUOUS_SCAN", filters = ["production/*"] },
    { scan_frequency = "SCAN_ON_PUSH", filters = ["*"] },
  ]

  replication_rules = [
    {
      destinations = [
        { region = "us-west-2", registry_id = "111111111111" },
        { region = "us-west-2", registry_id = "222222222222" },
      ]
      prefixes = ["production/"]
    },
  ]

  pull_through_cache_rules = {
    k8s = { upstream_registry_url = "registry.k8s.io" }
    docker-hub = {
      upstream_registry_url = "registry-1.docker.io"
      credential_arn        = "arn:aws:secretsmanager:us-east-1:111111111111:secret:ecr-pullthroughcache/docker-hub-AbCdEf"
    }
  }

  registry_policy_scope = "V2"
  policy_statements = [
    {
      Sid       = "AllowCacheOfCi"
      Effect    = "Allow"
      Principal = { AWS = ["arn:aws:iam::111111111111:role/ci"] }
      Action    = ["ecr:CreateRepository", "ecr:BatchImportUpstreamImage"]
      Resource  = ["arn:aws:ecr:us-east-1:111111111111:repository/docker-hub/*"]
    },
  ]
}
\`\`\`

It needs Terraform 1.0 or later and the AWS provider 5.x. The caller configures the provider and its
credentials. [The registry](../../docs/registry.md) explains what each setting does.

Call it once for each account and region: a second call overwrites the first. What a call does not
set stays as AWS has it. What it no longer sets is undone: AWS goes back to basic scanning without
rules, to no replication, no cache and no registry policy. Account settings stay as they are.

## Inputs

${inputsTable(REGISTRY_VARIABLES)}

An error names in brackets where its rule comes from: [Sources](../../docs/sources.md) has the
addresses. If a rule is between several values, Terraform reports that it cannot convert a text to
bool. That text is the message:

\`\`\`
Invalid value for "v" parameter: cannot convert
"pull_through_cache_rules[\\"ghcr\\"].credential_arn is null: must be the ARN of a
secret: ECR needs a login for ghcr.io (ECR, Pull-through cache rules)" to
bool; only the strings "true" or "false" are allowed.
\`\`\`

The module does not know which account and region it is in, nor which repositories are there. So it
cannot check what a registry stack of this project does beside that:

- that a registry does not replicate to itself or in a chain, and that the destinations are ready,
- that the secret of a cache is of the registry's account and region, and a role of its account,
- that a cache of another account's registry has a role,
- the parts of the policy's statements, except \`Principal = "*"\` without any condition,
- that filters and prefixes match a repository, and that scanning suits the repositories'
  \`scan_on_push\`.

## Outputs

${outputsTable(REGISTRY_OUTPUTS)}

## Addresses

A cache keeps its address as long as it keeps its key. If the key or the upstream changes, the rule
is replaced. Repositories that it made stay, with their images. If AWS has a rule of that prefix
already, the apply fails: import it first.

\`\`\`sh
terraform import 'module.registry.aws_ecr_pull_through_cache_rule.cache["docker-hub"]' docker-hub
\`\`\`

Within a major version every resource keeps its Terraform address: the generator refuses anything
else.
`;
}
