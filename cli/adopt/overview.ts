import { DOCUMENTED_REPOSITORIES } from "../../settings/documented-repositories.ts";
import { repositoryName } from "../../settings/repository-name.ts";
import type { SynthesizedStack } from "../../stacks/project-file/project-format.ts";
import { textTable } from "../../stacks/summary/text-table.ts";
import { Registry } from "../ecr/registry.ts";
import type { Report } from "../report.ts";
import { readStacks } from "../synthesized-stacks.ts";
import { listNames } from "./from-aws.ts";

/** A repository that AWS has, or that a stack would create. */
interface OwnedRepository {
  readonly name: string;
  readonly region: string;
  readonly belongsTo: string;
  readonly exists: boolean;
}

/** Lists the repositories of an account, each with its stack, or with what its name suggests. */
export async function overview(): Promise<Report> {
  const sorted: OwnedRepository[] = [];
  const placed: { readonly place: string; readonly stack: SynthesizedStack }[] = [];
  for (const stack of readStacks()) {
    const account = stack.accountId ?? (await new Registry(stack).accountId());
    placed.push({ place: `${account} ${stack.region}`, stack });
  }
  const registries = new Map(placed.map(({ place, stack }) => [place, stack]));
  for (const [registry, first] of registries) {
    const names = await listNames(new Registry(first));
    const own = placed.filter(({ place }) => place === registry).map(({ stack }) => stack);
    sorted.push(...sort(first.region, own, names));
  }
  const rows = sorted.map(({ name, region, belongsTo, exists }) => [
    belongsTo,
    name,
    region,
    exists ? "exists" : "missing",
  ]);
  return {
    data: sorted,
    text: textTable([["Belongs to", "Repository", "Region", "In AWS"], ...rows]),
  };
}

function sort(
  region: string,
  stacks: readonly SynthesizedStack[],
  names: readonly string[],
): OwnedRepository[] {
  const wanted = stacks.flatMap(({ id, repositories }) =>
    repositories.map(({ name }) => ({ name, region, belongsTo: id, exists: names.includes(name) })),
  );
  const others = names
    .filter((name) => !wanted.some((repository) => repository.name === name))
    .map((name) => ({ name, region, belongsTo: ownerOf(name), exists: true }));
  return [...wanted, ...others.sort((one, other) => one.belongsTo.localeCompare(other.belongsTo))];
}

// A documented name may belong to an environment that main.ts does not have.
function ownerOf(name: string): string {
  const environment = name.split("/")[0] ?? "";
  const documented = DOCUMENTED_REPOSITORIES.find(
    (candidate) => repositoryName(candidate, environment) === name,
  );
  if (!documented) return "not ours";
  return documented.shared ? "shared, in no stack" : `${environment}, not in main.ts`;
}
