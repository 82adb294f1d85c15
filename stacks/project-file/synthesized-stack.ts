import { relative } from "node:path";
import { groupedBy } from "../../checks/grouped-by.ts";
import type { StackJson, WrittenStack } from "../../checks/written-stacks.ts";
import {
  type Accessor,
  accessorsOf,
  PULL_NEEDS,
  PUSH_NEEDS,
} from "../../policies/access/accessors.ts";
import { policyJson } from "../../settings/policy-text.ts";
import type { SynthesizedRepository, SynthesizedStack } from "./project-format.ts";
import { RESOURCE_TYPES } from "./resource-types.ts";

type PlainAccessor = NonNullable<SynthesizedRepository["pull"]>[number];

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
  const repositoryPolicies = policiesByRepository(resource.aws_ecr_repository_policy);
  const lifecyclePolicies = policiesByRepository(resource.aws_ecr_lifecycle_policy);
  return {
    id,
    environment: `${repositories[0]?.[1].tags?.Environment ?? ""}`,
    folder: relative(outdir, folder),
    region: `${region}`,
    accountId,
    repositories: repositories.map(([component, { name, lifecycle }]) => {
      const policies = repositoryPolicies(component, name);
      const [lifecyclePolicy] = lifecyclePolicies(component, name);
      const others = (actions: readonly string[]) => accessTo(policies, actions, accountId);
      return {
        component,
        name: `${name}`,
        resources: RESOURCE_TYPES.filter((type) => resource[type]?.[component] !== undefined),
        pull: others(PULL_NEEDS),
        push: others(PUSH_NEEDS),
        lifecyclePolicy: lifecyclePolicy === undefined ? null : policyJson(`${lifecyclePolicy}`),
        preventDestroy: (lifecycle?.prevent_destroy ?? false) !== false,
      };
    }),
  };
}

type Resources = NonNullable<StackJson["resource"]>;

/** Finds the policies of a repository by its component and its name. */
function policiesByRepository(
  policies: Resources["aws_ecr_repository_policy"] = {},
): (component: string, name: unknown) => unknown[] {
  const byReference = groupedBy(Object.values(policies), ({ repository }) =>
    nameOrComponent(`${repository}`),
  );
  return (component, name) =>
    [`${name}`, referenceTo(component)]
      .flatMap((reference) => byReference.get(reference) ?? [])
      .map(({ policy }) => policy);
}

/** A repository's name as it is written; of a reference, the part that names the resource. */
function nameOrComponent(repository: string): string {
  return /^\$\{aws_ecr_repository\.[\w-]+\./.exec(repository)?.[0] ?? repository;
}

function referenceTo(component: string): string {
  return `\${aws_ecr_repository.${component}.`;
}

/** Whom any of the policies allows the actions; null if one cannot be read. */
function accessTo(
  policies: readonly unknown[],
  actions: readonly string[],
  ownAccount: string | null,
): PlainAccessor[] | null {
  const all = policies.map((policy) =>
    typeof policy === "string" ? accessorsOf(policyJson(policy), actions) : undefined,
  );
  const known = all.filter((accessors) => accessors !== undefined);
  if (known.length < all.length) return null;
  const others = known.flat().filter(({ principal }) => principal !== ownAccount);
  return [...new Map(others.map((each) => [JSON.stringify(each), toPlain(each)])).values()];
}

function toPlain({ principal, condition }: Accessor): PlainAccessor {
  return {
    principal,
    condition: condition.map(({ operator, key, values }) => ({
      operator,
      key,
      values: [...values],
    })),
  };
}
