import { isDeepStrictEqual } from "node:util";

import { type App, DefaultTokenResolver, StringConcat, Tokenization } from "cdktf";
import { accessorWords } from "../../policies/access/accessor-words.ts";
import { accessorsOf, PULL_NEEDS } from "../../policies/access/accessors.ts";
import type { Lifecycle } from "../../settings/lifecycle/lifecycle.ts";
import { policyJson } from "../../settings/policy-text.ts";

import type { Repository } from "../../settings/repository.ts";
import { EnvironmentStack } from "../environment-stack.ts";
import { RegistryStack } from "../registry-stack.ts";
import { REGISTRY_HEADER, registryCells } from "./registry-summary.ts";
import { textTable } from "./text-table.ts";

const MOST_LINES = 10;

/** The app's environment stacks and registry stacks, as a table each for people. */
export function summaryTable(app: App): string {
  const all = app.node.findAll();
  const environments = all.filter((stack) => stack instanceof EnvironmentStack);
  const registries = all.filter((stack) => stack instanceof RegistryStack);
  return [
    ...(environments.length > 0 || registries.length === 0 ? [environmentTable(environments)] : []),
    ...(registries.length > 0 ? [registryTable(registries)] : []),
  ].join("\n\n");
}

function environmentTable(environments: readonly EnvironmentStack[]): string {
  const header = [
    "Stack",
    "Repositories",
    "Tag mutability",
    "Encryption",
    "Images kept",
    "May pull",
  ];
  return textTable([header, ...environments.flatMap(linesOf)]);
}

function registryTable(registries: readonly RegistryStack[]): string {
  const lines = registries.map((stack) => toLines(registryCells(stack)));
  return textTable([REGISTRY_HEADER, ...lines.flat()]);
}

/** One block for a stack if its repositories are all alike, otherwise a block for each of them. */
function linesOf(stack: EnvironmentStack): string[][] {
  const { node, repositories } = stack;
  const each = repositories.map((repository) => ({
    names: [repository.name],
    cells: cellsOf(stack, repository),
  }));
  const [{ cells: first } = { cells: [] }] = each;
  const blocks = each.every(({ cells }) => isDeepStrictEqual(cells, first))
    ? [{ names: repositories.map(({ name }) => name), cells: first }]
    : each;
  return blocks.flatMap(({ names, cells }, index) =>
    toLines([index === 0 ? [node.id] : [], names, ...cells]),
  );
}

/** A repository's cells after its name, each with one line or more. */
function cellsOf(stack: EnvironmentStack, repository: Repository): string[][] {
  const { imageTagMutability, encryptionType, lifecycle } = repository;
  const { lifecyclePolicy, repositoryPolicy } = repository.unmanaged;
  return [
    [imageTagMutability],
    [encryptionType],
    [lifecyclePolicy ? "unmanaged" : imagesKept(lifecycle)],
    repositoryPolicy ? ["unmanaged"] : pullersOf(stack, repository),
  ];
}

/** Who may pull, by the policy that is written: code may grant more than the settings. */
function pullersOf(stack: EnvironmentStack, { component }: Repository): string[] {
  const { repositoryPolicy } = stack.imageRepository(component);
  if (repositoryPolicy === undefined) return ["own account"];
  const resolver = new DefaultTokenResolver(new StringConcat());
  const text = Tokenization.resolve(repositoryPolicy, { scope: stack, preparing: false, resolver });
  const others = accessorsOf(policyJson(text), PULL_NEEDS);
  if (others === undefined) return ["not known"];
  return others.length > 0 ? others.map(accessorWords) : ["own account"];
}

function shorten(lines: readonly string[]): string[] {
  return lines.length <= MOST_LINES
    ? [...lines]
    : [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`];
}

function toLines(all: readonly (readonly string[])[]): string[][] {
  const cells = all.map(shorten);
  const height = Math.max(...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) => cells.map((cell) => cell[line] ?? ""));
}

function imagesKept({ maxImageCount, lifecycleRules, ownPolicy }: Lifecycle): string {
  if (ownPolicy) return "by its own policy";
  const { length } = lifecycleRules;
  if (length > 0) return length === 1 ? "by 1 rule" : `by ${length} rules`;
  return maxImageCount > 0 ? `last ${maxImageCount}` : "all";
}
