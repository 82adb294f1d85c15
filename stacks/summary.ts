import { isDeepStrictEqual } from "node:util";
import type { App } from "cdktf";
import type { Lifecycle } from "../settings/lifecycle.ts";
import type { Repository } from "../settings/repository.ts";
import { EnvironmentStack } from "./environment-stack.ts";
import { pullersOf } from "./pullers.ts";
import { textTable } from "./text-table.ts";

const MOST_LINES = 10;

/** The repositories of the app's environment stacks, as a table for people. */
export function summaryTable(app: App): string {
  const header = [
    "Stack",
    "Repositories",
    "Tag mutability",
    "Encryption",
    "Images kept",
    "May pull",
  ];
  const stacks = app.node.findAll().filter((stack) => stack instanceof EnvironmentStack);
  return textTable([header, ...stacks.flatMap(linesOf)]);
}

/** One block for a stack if its repositories are all alike, otherwise a block for each of them. */
function linesOf({ node, repositories }: EnvironmentStack): string[][] {
  const each = repositories.map((repository) => ({
    names: [repository.name],
    cells: cellsOf(repository),
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
function cellsOf(repository: Repository): string[][] {
  const { imageTagMutability, encryptionType, lifecycle } = repository;
  const { lifecyclePolicy, repositoryPolicy } = repository.unmanaged;
  return [
    [imageTagMutability],
    [encryptionType],
    [lifecyclePolicy ? "unmanaged" : imagesKept(lifecycle)],
    repositoryPolicy ? ["unmanaged"] : pullersOf(repository),
  ];
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
