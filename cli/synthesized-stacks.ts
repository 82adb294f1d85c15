import { join } from "node:path";
import {
  PROJECT,
  PROJECT_FILE,
  PROJECT_FORMAT,
  type SynthesizedRegistry,
  type SynthesizedRepository,
  type SynthesizedStack,
} from "../stacks/project-file/project-format.ts";
import { usageError } from "./command-error.ts";
import { inShape, readJson } from "./json-file.ts";
import { OUTPUT_FOLDER, projectRoot } from "./project-root.ts";

/** What every stack has, of an environment or of a registry. */
export type AnyStack = Pick<SynthesizedStack, "id" | "folder" | "region" | "accountId">;

const REMEDY = "Run `npm run synth` here first.";

/**
 * The stacks of the last synth that have ECR repositories: what `cdktf deploy` would deploy. Their
 * folders are relative to the working directory.
 *
 * @throws CommandError if the project file is not there, has another format, or is broken
 */
export function readStacks(): SynthesizedStack[] {
  return readProject().stacks.map(withFolder);
}

/**
 * The registry stacks of the last synth. Their folders are relative to the working directory.
 *
 * @throws CommandError if the project file is not there, has another format, or is broken
 */
export function readRegistries(): SynthesizedRegistry[] {
  return readProject().registries.map(withFolder);
}

/**
 * All stacks of the last synth, each once: those with ECR repositories, then the registry stacks.
 *
 * @throws CommandError if the project file is not there, has another format, or is broken
 */
export function readAllStacks(): AnyStack[] {
  const stacks: AnyStack[] = readStacks();
  const ids = stacks.map(({ id }) => id);
  return [...stacks, ...readRegistries().filter(({ id }) => !ids.includes(id))];
}

function withFolder<T extends { readonly folder: string }>(stack: T): T {
  return { ...stack, folder: join(outputFolder(), stack.folder) };
}

function outputFolder(): string {
  return process.env.CDKTF_OUTDIR ?? join(projectRoot(), OUTPUT_FOLDER);
}

function readProject() {
  const path = join(outputFolder(), PROJECT_FILE);
  const content = readJson<{ readonly format?: unknown } | null>(path, REMEDY);
  const format = content?.format;
  if (typeof format === "number" && format !== PROJECT_FORMAT) {
    throw usageError(
      `${path} has format ${format}, and this version of the tool reads format ${PROJECT_FORMAT}.\n${REMEDY}`,
    );
  }
  return inShape(path, content, { shape: PROJECT, source: "Images in and out" }, REMEDY);
}

/**
 * One stack of the last synth that has ECR repositories.
 *
 * @throws CommandError if there is none of that name
 */
export function readStack(id: string): SynthesizedStack {
  const stacks = readStacks();
  const isKnown = stacks.some((stack) => stack.id === id);
  if (isKnown || !readRegistries().some((registry) => registry.id === id)) {
    return stackOf(stacks, id);
  }
  throw usageError(`${id}: this registry stack has no repositories. ${named(stacks)}`);
}

/**
 * One stack of a list.
 *
 * @throws CommandError if there is none of that name
 */
export function stackOf<T extends AnyStack>(stacks: readonly T[], id: string): T {
  const stack = stacks.find((candidate) => candidate.id === id);
  if (stack) return stack;
  throw usageError(`${id}: no such stack. ${named(stacks)}`);
}

function named(stacks: readonly AnyStack[]): string {
  const ids = stacks.map(({ id }) => id).join(", ");
  return ids ? `The stacks are ${ids}.` : "No stack has ECR repositories.";
}

/**
 * The repository of a component.
 *
 * @throws CommandError if the stack has no such component
 */
export function repositoryOf(stack: SynthesizedStack, component: string): SynthesizedRepository {
  const repository = stack.repositories.find((candidate) => candidate.component === component);
  if (repository) return repository;
  throw usageError(noSuchComponent(stack, component));
}

/**
 * The repositories of some components. If none is named, all repositories of the stack.
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
