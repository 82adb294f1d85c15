import { DOCUMENTED_REPOSITORIES } from "../../settings/documented-repositories.ts";
import { repositoryName } from "../../settings/repository-name.ts";
import { usageError } from "../command-error.ts";
import type { ResourceType } from "../terraform/resource-types.ts";
import type { HeldRepository } from "../terraform/state.ts";

/** A resource of a state and its address under `modules/ecr`. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/**
 * The moves that bring an environment's repositories under `modules/ecr` in the root module that
 * holds them.
 *
 * @param module address of the module call, such as `module.ecr`
 * @throws CommandError where that is no module's address
 */
export function movesTo(
  module: string,
  environment: string,
  held: readonly HeldRepository[],
): Move[] {
  if (!/^module\.[A-Za-z_][\w-]*$/.test(module)) {
    throw usageError(`${module}: the address of a module call is module.NAME, such as module.ecr.`);
  }
  return DOCUMENTED_REPOSITORIES.flatMap((image) => {
    const name = repositoryName(image, environment);
    const repository = held.find((candidate) => candidate.name === name);
    return (repository?.addresses ?? []).map(({ type, address }) => ({
      from: address,
      to: `${module}.${type}.${image.component}${isCounted(type, image.shared) ? "[0]" : ""}`,
    }));
  }).filter(({ from, to }) => from !== to);
}

// As modules/ecr has them: shared repositories and every policy have a count.
function isCounted(type: ResourceType, shared = false): boolean {
  return shared || type !== "aws_ecr_repository";
}
