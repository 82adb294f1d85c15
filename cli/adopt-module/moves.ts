import { DOCUMENTED_REPOSITORIES } from "../../settings/documented-repositories.ts";
import { repositoryName } from "../../settings/repository-name.ts";
import type { ResourceType } from "../../stacks/project-file/resource-types.ts";
import { usageError } from "../command-error.ts";
import type { HeldRepository } from "../terraform/state.ts";

/** A resource of a state and its address under `modules/ecr`. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/**
 * The moves of an environment's repositories to a call of `modules/ecr` in the root module that holds
 * them.
 *
 * @param module address of the module call, such as `module.ecr`
 * @throws CommandError if that is not the address of a module call
 */
export function movesTo(
  module: string,
  environment: string,
  held: readonly HeldRepository[],
): Move[] {
  if (!/^module\.[A-Za-z_][\w-]*$/.test(module)) {
    throw usageError(`${module}: the address of a module call is module.NAME, such as module.ecr.`);
  }
  return DOCUMENTED_REPOSITORIES.flatMap((entry) => {
    const name = repositoryName(entry, environment);
    const repository = held.find((candidate) => candidate.name === name);
    return (repository?.addresses ?? []).map(({ type, address }) => ({
      from: address,
      to: `${module}.${type}.${entry.component}${hasCount(type, entry.shared) ? "[0]" : ""}`,
    }));
  }).filter(({ from, to }) => from !== to);
}

// In modules/ecr, shared repositories and all policies have a count.
function hasCount(type: ResourceType, shared = false): boolean {
  return shared || type !== "aws_ecr_repository";
}
