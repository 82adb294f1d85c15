import * as z from "zod";
import { RESOURCE_TYPES, type ResourceType } from "../../stacks/project-file/resource-types.ts";
import { usageError } from "../command-error.ts";
import { readJson } from "../json-file.ts";

/** A resource of a repository in a Terraform state. */
export interface StateAddress {
  readonly type: ResourceType;
  /** Such as `module.ecr.aws_ecr_repository.this["backend"]`. */
  readonly address: string;
  /** The JSON of a policy. */
  readonly policy?: string;
}

/** A repository in a Terraform state. A state may hold it at several addresses. */
export interface HeldRepository {
  /** The full name: `production/frontend`. */
  readonly name: string;
  readonly region: string;
  /** The addresses of the repository and its policies. */
  readonly addresses: readonly StateAddress[];
}

/**
 * The repositories in a Terraform state, in any module.
 *
 * @param path the file with what `terraform show -json` printed
 * @throws CommandError if the file holds no state, or if a resource cannot be read, is tainted or deposed
 */
export function readState(path: string): HeldRepository[] {
  const resources = resourcesOf(readRootModule(path)).filter(isEcrResource);
  refuseUnreadable(path, resources);
  refuseUnsettled(path, resources);
  const repositories = resources.filter(({ type }) => type === "aws_ecr_repository");
  const held = new Map<string, HeldRepository>();
  for (const repository of repositories) {
    const { name, arn } = repository.values as { readonly name: string; readonly arn: string };
    const region = arn.split(":")[3] ?? "";
    const earlier = held.get(`${region} ${name}`)?.addresses ?? [];
    const own = [repository, ...policiesOf(repository, resources)];
    const addresses = own
      .map(({ type, address, values }) => ({
        type,
        address,
        ...(type !== "aws_ecr_repository" && { policy: String(values.policy) }),
      }))
      .filter(({ address }) => !earlier.some((other) => other.address === address));
    held.set(`${region} ${name}`, { name, region, addresses: [...earlier, ...addresses] });
  }
  return [...held.values()];
}

/** A resource in the output of `terraform show -json`. Source: Terraform, JSON Output Format. */
interface StateResource {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly tainted?: boolean;
  readonly deposed_key?: string;
  /** Address of its module. */
  readonly module: string;
}

interface StateModule {
  readonly address?: string;
  readonly resources?: readonly Omit<StateResource, "module">[];
  readonly child_modules?: readonly StateModule[];
}

interface State {
  readonly values?: { readonly root_module?: unknown };
}

const RESOURCE = z.looseObject({
  address: z.string(),
  mode: z.string(),
  type: z.string(),
  values: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((values) => values ?? {}),
});

const MODULE: z.ZodType<StateModule> = z.lazy(() =>
  z.object({
    address: z.string().optional(),
    resources: z.array(RESOURCE).optional(),
    child_modules: z.array(MODULE).optional(),
  }),
);

type EcrResource = StateResource & StateAddress;

function isEcrResource(resource: StateResource): resource is EcrResource {
  return resource.mode === "managed" && RESOURCE_TYPES.some((type) => type === resource.type);
}

function readRootModule(path: string): StateModule {
  const { data } = MODULE.safeParse(readJson<State | null>(path)?.values?.root_module);
  if (data) return data;
  // A state holds secrets: nothing of it is quoted.
  throw usageError(
    `${path} holds no Terraform state: write it with \`terraform show -json > ${path}\`, in a project that has been applied.`,
  );
}

function resourcesOf({
  address = "",
  resources = [],
  child_modules = [],
}: StateModule): StateResource[] {
  const own = resources.map((resource) => ({ ...resource, module: address }));
  return [...own, ...child_modules.flatMap(resourcesOf)];
}

/** What is read of a resource. Source: Terraform AWS provider. */
const ATTRIBUTES: Readonly<Record<ResourceType, Readonly<Record<string, RegExp>>>> = {
  aws_ecr_repository: { name: /./, arn: /^arn:[^:]+:ecr:[^:]+:/ },
  aws_ecr_lifecycle_policy: { repository: /./ },
  aws_ecr_repository_policy: { repository: /./ },
};

function refuseUnreadable(path: string, resources: readonly EcrResource[]): void {
  const problems = resources.flatMap(({ type, address, values }) =>
    Object.entries(ATTRIBUTES[type])
      .filter(([name, form]) => typeof values[name] !== "string" || !form.test(values[name]))
      .map(([name]) => `${address} has no ${name} that can be read`),
  );
  if (problems.length === 0) return;
  throw usageError([`${path} cannot be adopted from:`, ...problems].join("\n  "));
}

// The next plan would destroy or replace such a resource, at its new address too.
function refuseUnsettled(path: string, resources: readonly EcrResource[]): void {
  const problems = resources.flatMap(({ address, tainted, deposed_key }) => [
    ...(tainted ? [`${address} is tainted: run \`terraform untaint\` on it`] : []),
    ...(deposed_key ? [`${address} has a deposed object: apply there first, or remove it`] : []),
  ]);
  if (problems.length === 0) return;
  throw usageError([`${path} cannot be adopted from:`, ...problems].join("\n  "));
}

// A policy names its repository but no region: if two regions have the name, the module decides.
function policiesOf(repository: EcrResource, resources: readonly EcrResource[]): EcrResource[] {
  const { name } = repository.values;
  const namesakes = resources.filter(
    ({ type, values }) => type === "aws_ecr_repository" && values.name === name,
  );
  return resources.filter(
    ({ type, values, module }) =>
      type !== "aws_ecr_repository" &&
      values.repository === name &&
      (namesakes.length === 1 || module === repository.module),
  );
}
