import { isDeepStrictEqual } from "node:util";
import type { App } from "cdktf";
import { environmentStacks } from "../checks/app-rules.ts";
import { textTable } from "../cli/text-table.ts";
import type { CompleteEnvironmentSettings } from "../settings/environment-settings.ts";
import { overridesOf, type RepositorySettings } from "../settings/repository-settings.ts";
import type { EnvironmentStack } from "./environment-stack.ts";

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
  return textTable([header, ...environmentStacks(app).flatMap(linesOf)]);
}

/** A stack in one block if its repositories are all alike, and else with a block for each. */
function linesOf({ node, settings, repositories }: EnvironmentStack): string[][] {
  const each = repositories.map(({ name, image }) => ({
    names: [name],
    cells: cellsOf(settings, image),
  }));
  const [{ cells: first } = { cells: [] }] = each;
  const blocks = each.every(({ cells }) => isDeepStrictEqual(cells, first))
    ? [{ names: repositories.map(({ name }) => name), cells: first }]
    : each;
  return blocks.flatMap(({ names, cells }, index) =>
    toLines([index === 0 ? [node.id] : [], names, ...cells]),
  );
}

/** A repository's cells after its name, each of one line or more. */
function cellsOf(settings: CompleteEnvironmentSettings, image: RepositorySettings): string[][] {
  const own = { ...settings, ...overridesOf(image) };
  const accounts = own.enableCrossAccountAccess ? own.crossAccountIds : [];
  return [
    [own.imageTagMutability],
    [own.encryptionType],
    [image.lifecyclePolicy ?? (own.maxImageCount ? `last ${own.maxImageCount}` : "all")],
    accounts.length > 0 ? [...accounts] : [image.repositoryPolicy ?? "own account"],
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
