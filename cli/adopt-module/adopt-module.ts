import { DOCUMENTED_REPOSITORIES } from "../../settings/documented-repositories.ts";
import { repositoryName } from "../../settings/repository-name.ts";
import { usageError } from "../command-error.ts";
import { progress, type Report } from "../report.ts";
import { movedBlock } from "../terraform/moved-block.ts";
import { type HeldRepository, readState } from "../terraform/state.ts";
import {
  argumentsComment,
  leftAloneLines,
  toMoveCommand,
  toRemoveCommand,
  toRemovedBlocks,
} from "./module-code.ts";
import { modulePolicies } from "./module-policies.ts";
import { movesTo } from "./moves.ts";

/** The module call that takes over an environment's repositories, and where they are now. */
export interface AdoptModuleRequest {
  /** The environment's name: the `environment` of the call. */
  readonly environment: string;
  /** Address of the call of `modules/ecr`, such as `module.ecr`. */
  readonly module: string;
  /** Path of what `terraform show -json` printed in the root module. */
  readonly state: string;
  /**
   * The provider region of the call.
   *
   * @default - the only region in the state
   */
  readonly region?: string;
  /** Whether the call has `create_thirdparty_repos`, and takes the shared repositories too. */
  readonly thirdparty: boolean;
  /** Whether to print `terraform state` commands instead of `moved` and `removed` blocks. */
  readonly script: boolean;
}

/** Prints the code that moves repositories of a root module to a call of `modules/ecr` in it. */
export function adoptModule(request: AdoptModuleRequest): Report {
  const { environment, module, state, thirdparty, script } = request;
  const held = inOneRegion(request, readState(state));
  const shared = held.filter(({ name }) => SHARED.includes(name)).map(({ name }) => name);
  if (shared.length > 0 && !thirdparty) {
    progress(
      `Not moved: ${shared.join(", ")}. If this call has create_thirdparty_repos = true, add --thirdparty.`,
    );
  }
  const names = DOCUMENTED_REPOSITORIES.map((repository) =>
    repositoryName(repository, environment),
  );
  const moving = held.filter(
    ({ name }) => names.includes(name) && (thirdparty || !SHARED.includes(name)),
  );
  const all = movesTo(module, environment, moving);
  if (all.length === 0) {
    throw usageError(
      `${state} has none of ${environment}'s repositories outside of ${module}: there is nothing to move.`,
    );
  }
  const policies = modulePolicies(moving);
  const left = policies.leftAlone.flatMap(({ addresses }) => addresses);
  const moves = all.filter(({ from }) => !left.includes(from));
  for (const line of leftAloneLines(policies)) progress(line);
  return {
    data: { environment, moves, ...policies },
    text: [
      argumentsComment(module, policies),
      ...(script
        ? [...moves.map(toMoveCommand), ...left.map(toRemoveCommand)]
        : [...moves.map(({ from, to }) => movedBlock(from, to)), ...toRemovedBlocks(module, left)]),
    ].join(script ? "\n" : "\n\n"),
  };
}

const SHARED = DOCUMENTED_REPOSITORIES.filter(({ shared }) => shared).map(({ name }) => name);

function inOneRegion(
  { environment, state, region }: AdoptModuleRequest,
  repositories: readonly HeldRepository[],
): HeldRepository[] {
  const regions = new Set(
    repositories
      .filter(({ name }) => name.startsWith(`${environment}/`) || SHARED.includes(name))
      .map((repository) => repository.region),
  );
  if (region === undefined && regions.size > 1) {
    throw usageError(
      `${state} has the repositories in ${[...regions].join(" and ")}: choose one with --region.`,
    );
  }
  return repositories.filter((repository) => !region || repository.region === region);
}
