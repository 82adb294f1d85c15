import { usageError } from "../command-error.ts";
import { readJson } from "../json-file.ts";
import { RESOURCE_TYPES, type ResourceType } from "../resource-types.ts";
import type { ExistingAddress, ExistingRepository } from "./existing-repository.ts";

/** What `terraform show -json` says of a resource. Source: Terraform, JSON Output Format. */
interface StateResource {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

interface StateModule {
  readonly resources?: readonly StateResource[];
  readonly child_modules?: readonly StateModule[];
}

interface State {
  readonly values?: { readonly root_module?: StateModule };
}

/**
 * The repositories in a Terraform state, wherever in it they are.
 *
 * @param path of what `terraform show -json` printed
 * @param region takes those of one AWS region only; all without
 * @throws CommandError where it is nothing of the kind
 */
export function readFromState(path: string, region?: string): ExistingRepository[] {
  const resources = resourcesOf(readRootModule(path)).filter(isEcrResource);
  const byType = (type: ResourceType) => resources.filter((resource) => resource.type === type);
  const repositories = byType("aws_ecr_repository").filter(
    ({ values }) => region === undefined || String(values.arn).split(":")[3] === region,
  );
  return repositories.map((resource) => {
    const { name } = resource.values as { name: string };
    const policyOf = (type: ResourceType) =>
      byType(type).find(({ values }) => values.repository === name);
    const policies = [
      policyOf("aws_ecr_lifecycle_policy"),
      policyOf("aws_ecr_repository_policy"),
    ].filter((policy) => policy !== undefined);
    return toRepository(resource, policies);
  });
}

type EcrResource = StateResource & ExistingAddress;

function isEcrResource(resource: StateResource): resource is EcrResource {
  return resource.mode === "managed" && RESOURCE_TYPES.some((type) => type === resource.type);
}

function readRootModule(path: string): StateModule {
  const state = readJson<State | null>(path);
  const root = state?.values?.root_module;
  if (root) return root;
  throw usageError(
    `${path} holds no Terraform state: write it with \`terraform show -json > ${path}\`, in a project that has been applied.`,
  );
}

function resourcesOf({ resources = [], child_modules = [] }: StateModule): StateResource[] {
  return [...resources, ...child_modules.flatMap(resourcesOf)];
}

interface RepositoryValues {
  readonly name: string;
  readonly image_tag_mutability?: string | null;
  readonly image_scanning_configuration?: readonly { readonly scan_on_push: boolean }[];
  readonly encryption_configuration?: readonly {
    readonly encryption_type: string;
    readonly kms_key: string;
  }[];
  readonly tags?: Readonly<Record<string, string>> | null;
  readonly tags_all?: Readonly<Record<string, string>> | null;
}

function toRepository(resource: EcrResource, policies: readonly EcrResource[]): ExistingRepository {
  const values = resource.values as unknown as RepositoryValues;
  const encryption = values.encryption_configuration?.[0];
  const textOf = (type: ResourceType) => {
    const policy = policies.find((candidate) => candidate.type === type);
    return policy ? String(policy.values.policy) : null;
  };
  return {
    name: values.name,
    imageTagMutability: values.image_tag_mutability ?? "MUTABLE",
    scanOnPush: values.image_scanning_configuration?.[0]?.scan_on_push ?? false,
    encryptionType: encryption?.encryption_type ?? "AES256",
    kmsKeyArn: encryption?.kms_key || null,
    tags: values.tags_all ?? values.tags ?? {},
    lifecyclePolicy: textOf("aws_ecr_lifecycle_policy"),
    repositoryPolicy: textOf("aws_ecr_repository_policy"),
    addresses: [resource, ...policies].map(({ type, address }) => ({ type, address })),
  };
}
