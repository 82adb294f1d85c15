import { relative } from "node:path";
import type { StackJson, WrittenStack } from "../checks/written-stacks.ts";
import { pullingPrincipals } from "../policies/access/pull-access.ts";
import type { SynthesizedStack } from "./project-format.ts";
import { RESOURCE_TYPES } from "./resource-types.ts";

/** Reads a stack from its Terraform JSON, so that every override counts. */
export function toSynthesizedStack(
  { id, folder, json: { provider, resource = {} } }: WrittenStack,
  outdir: string,
): SynthesizedStack {
  const aws = provider?.aws?.find(({ alias }) => alias === undefined);
  const { region = "", allowed_account_ids } = aws ?? {};
  const accountIds = allowed_account_ids ?? [];
  const accountId = accountIds.length === 1 ? accountIds[0]! : null;
  const repositories = Object.entries(resource.aws_ecr_repository ?? {}).filter(
    ([, { provider: reference = "aws" }]) => reference === "aws",
  );
  return {
    id,
    environment: `${repositories[0]?.[1].tags?.Environment ?? ""}`,
    folder: relative(outdir, folder),
    region: `${region}`,
    accountId,
    repositories: repositories.map(([component, { name, lifecycle }]) => ({
      component,
      name: `${name}`,
      resources: RESOURCE_TYPES.filter((type) => resource[type]?.[component] !== undefined),
      pull: pullOf(resource, component, name)?.filter((id) => id !== accountId) ?? null,
      lifecyclePolicy: lifecyclePolicyOf(resource, component, name),
      preventDestroy: (lifecycle?.prevent_destroy ?? false) !== false,
    })),
  };
}

type Resources = NonNullable<StackJson["resource"]>;

/** The principals that any policy of the repository lets pull; null if one cannot be read. */
function pullOf(
  { aws_ecr_repository_policy: policies }: Resources,
  component: string,
  name: unknown,
): string[] | null {
  const pulls = policiesOf(policies, component, name).map((policy) =>
    typeof policy === "string" ? pullingPrincipals(policy) : undefined,
  );
  const known = pulls.filter((pull) => pull !== undefined);
  return known.length === pulls.length ? [...new Set(known.flat())] : null;
}

function lifecyclePolicyOf(
  { aws_ecr_lifecycle_policy: policies }: Resources,
  component: string,
  name: unknown,
): string | null {
  const [policy] = policiesOf(policies, component, name);
  return policy === undefined ? null : `${policy}`;
}

function policiesOf(
  policies: Resources["aws_ecr_lifecycle_policy"] = {},
  component: string,
  name: unknown,
): unknown[] {
  return Object.values(policies)
    .filter(({ repository }) => repository === name || refersTo(repository, component))
    .map(({ policy }) => policy);
}

function refersTo(reference: unknown, component: string): boolean {
  return `${reference}`.startsWith(`\${aws_ecr_repository.${component}.`);
}
