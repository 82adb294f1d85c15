import { join } from "node:path";
import { usageError } from "./command-error.ts";
import { readJson } from "./json-file.ts";
import { RESOURCE_TYPES, type ResourceType } from "./terraform/resource-types.ts";

/** A repository as the last synth wrote it. */
export interface SynthesizedRepository {
  readonly component: string;
  /** The full name: `production/frontend`. */
  readonly name: string;
  /** The types of Terraform's resources that it is made of; all are named after the component. */
  readonly types: readonly ResourceType[];
  /** Accounts besides the own one that may pull, 12 digits each. */
  readonly consumers: readonly string[];
  /** Whether a plan that would destroy or replace it fails. */
  readonly preventDestroy: boolean;
}

/** An environment stack as the last synth wrote it. */
export interface SynthesizedStack {
  /** The stack's name, as `cdktf deploy` takes it. */
  readonly id: string;
  /** Name of the environment: the first segment of its repositories' names. */
  readonly environment: string;
  /** The folder of its `cdk.tf.json`. */
  readonly folder: string;
  readonly region: string;
  /** The account it is bound to, 12 digits; `null` where the credentials decide. */
  readonly accountId: string | null;
  readonly repositories: readonly SynthesizedRepository[];
}

const REMEDY = "Run `npm run synth` here first.";

/**
 * The environment stacks in the output of the last synth: what `cdktf deploy` would deploy.
 *
 * @throws CommandError where there is no such output
 */
export function readStacks(): SynthesizedStack[] {
  const out = process.env.CDKTF_OUTDIR ?? "cdktf.out";
  const path = join(out, "manifest.json");
  const manifest = readJson<Partial<Manifest> | null>(path, REMEDY);
  if (!manifest?.stacks) throw usageError(`${path} holds no stacks.\n${REMEDY}`);
  return Object.entries(manifest.stacks)
    .map(([id, { synthesizedStackPath, workingDirectory }]) =>
      toStack(id, join(out, workingDirectory), readJson(join(out, synthesizedStackPath), REMEDY)),
    )
    .filter(({ repositories }) => repositories.length > 0);
}

/**
 * One environment stack of the last synth.
 *
 * @throws CommandError where there is none of that name
 */
export function readStack(id: string): SynthesizedStack {
  const stacks = readStacks();
  const stack = stacks.find((candidate) => candidate.id === id);
  if (stack) return stack;
  throw usageError(
    `${id}: no such stack. The stacks are ${stacks.map((candidate) => candidate.id).join(", ")}.`,
  );
}

/**
 * The repository of a component.
 *
 * @throws CommandError where the stack has no such component
 */
export function repositoryOf(stack: SynthesizedStack, component: string): SynthesizedRepository {
  const repository = stack.repositories.find((candidate) => candidate.component === component);
  if (repository) return repository;
  throw usageError(noSuchComponent(stack, component));
}

/**
 * The repositories of some components, or all of the stack if no component is named.
 *
 * @throws CommandError with every component that the stack does not have
 */
export function repositoriesOf(
  stack: SynthesizedStack,
  components: readonly string[],
): readonly SynthesizedRepository[] {
  if (components.length === 0) return stack.repositories;
  const known = stack.repositories.map(({ component }) => component);
  const unknown = components.filter((component) => !known.includes(component));
  if (unknown.length > 0) {
    throw usageError(unknown.map((component) => noSuchComponent(stack, component)).join("\n"));
  }
  return stack.repositories.filter(({ component }) => components.includes(component));
}

function noSuchComponent({ id, repositories }: SynthesizedStack, component: string): string {
  const components = repositories.map((candidate) => candidate.component);
  return `${component}: no such component in ${id}. The components are ${components.join(", ")}.`;
}

interface Manifest {
  readonly stacks: Readonly<
    Record<string, { readonly synthesizedStackPath: string; readonly workingDirectory: string }>
  >;
}

interface StackJson {
  readonly provider?: {
    readonly aws?: readonly { readonly region: string; readonly allowed_account_ids?: string[] }[];
  };
  readonly resource?: {
    readonly aws_ecr_repository?: Readonly<Record<string, RepositoryJson>>;
    readonly aws_ecr_lifecycle_policy?: Readonly<Record<string, unknown>>;
    readonly aws_ecr_repository_policy?: Readonly<Record<string, { readonly policy: string }>>;
  };
}

interface RepositoryJson {
  readonly name: string;
  readonly tags: { readonly Environment: string };
  readonly lifecycle?: { readonly prevent_destroy?: boolean };
}

function toStack(
  id: string,
  folder: string,
  { provider, resource = {} }: StackJson,
): SynthesizedStack {
  const { region = "", allowed_account_ids } = provider?.aws?.[0] ?? {};
  const repositories = Object.entries(resource.aws_ecr_repository ?? {});
  return {
    id,
    environment: repositories[0]?.[1].tags.Environment ?? "",
    folder,
    region,
    accountId: allowed_account_ids?.[0] ?? null,
    repositories: repositories.map(([component, { name, lifecycle }]) => ({
      component,
      name,
      types: RESOURCE_TYPES.filter((type) => resource[type]?.[component] !== undefined),
      consumers: consumersIn(resource.aws_ecr_repository_policy?.[component]?.policy),
      preventDestroy: lifecycle?.prevent_destroy === true,
    })),
  };
}

interface PullPolicy {
  readonly Statement: readonly { readonly Principal: { readonly AWS: readonly string[] } }[];
}

function consumersIn(policy: string | undefined): string[] {
  if (policy === undefined) return [];
  const { Statement } = JSON.parse(policy) as PullPolicy;
  return Statement.flatMap(({ Principal }) => Principal.AWS.map((arn) => arn.split(":")[4] ?? ""));
}
