import { moduleSettings } from "../settings/module-settings.ts";
import { OUTPUTS } from "../settings/outputs.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { deploymentTable, inputsTable, outputsTable } from "./tables.ts";

/** The project's README with new tables between their markers. */
export function withTables(readme: string, repositories: readonly RepositorySettings[]): string {
  const tables = {
    inputs: inputsTable(moduleSettings(repositories)),
    deployment: deploymentTable(),
    outputs: outputsTable(OUTPUTS),
  };
  return Object.entries(tables).reduce((text, [name, table]) => {
    const [before, rest] = split(text, `<!-- ${name} -->\n`);
    const [, after] = split(rest, `<!-- /${name} -->\n`);
    return `${before}<!-- ${name} -->\n\n${table}\n\n<!-- /${name} -->\n${after}`;
  }, readme);
}

function split(text: string, marker: string): [before: string, after: string] {
  const at = text.indexOf(marker);
  if (at < 0) throw new Error(`README.md has no line ${marker.trim()}`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}
