import type { App } from "cdktf";
import { overridesOf } from "../constructs/image.ts";
import { environmentStacks } from "./app-rules.ts";
import type { EnvironmentStack } from "./environment-stack.ts";
import { textTable } from "./text-table.ts";

const MOST_LINES = 10;

/** What the app's environment stacks hold, as a table for people. */
export function summaryTable(app: App): string {
  const header = [
    "Stack",
    "Repositories",
    "Tag mutability",
    "Encryption",
    "Images kept",
    "May pull",
  ];
  const blocks = environmentStacks(app).map((stack) => toLines(row(stack)));
  return textTable([header, ...blocks.flat()]);
}

/** A stack's cells, each of one line or more. */
function row(stack: EnvironmentStack): string[][] {
  const { settings, repositories } = stack;
  const each = repositories.map(({ image }) => ({ ...settings, ...overridesOf(image) }));
  const accounts = each.flatMap(({ enableCrossAccountAccess, crossAccountIds }) =>
    enableCrossAccountAccess ? crossAccountIds : [],
  );
  return [
    [stack.node.id],
    shorten(repositories.map(({ name }) => name)),
    distinct(each.map(({ imageTagMutability }) => imageTagMutability)),
    [settings.encryptionType],
    distinct(each.map(({ maxImageCount }) => (maxImageCount ? `last ${maxImageCount}` : "all"))),
    accounts.length > 0 ? shorten(distinct(accounts)) : ["own account"],
  ];
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function shorten(lines: readonly string[]): string[] {
  return lines.length <= MOST_LINES
    ? [...lines]
    : [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`];
}

function toLines(cells: readonly string[][]): string[][] {
  const height = Math.max(...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) => cells.map((cell) => cell[line] ?? ""));
}
