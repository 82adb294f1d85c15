import { usageError } from "../command-error.ts";
import type { Report } from "../report.ts";
import { readFromState } from "./from-state.ts";
import { quote } from "./handover.ts";
import { movesTo, toMovedBlocks } from "./move.ts";

/** The module call that takes an environment's repositories over, and where they are now. */
export interface AdoptModuleRequest {
  /** Name of the environment, as the module's `environment` takes it. */
  readonly environment: string;
  /** Address of the call of `modules/ecr`, such as `module.ecr`. */
  readonly module: string;
  /** Path of what `terraform show -json` printed in the root module. */
  readonly state: string;
  /** Whether to print `terraform state mv` commands instead of `moved` blocks. */
  readonly script: boolean;
}

/** Prints what brings repositories of a root module under `modules/ecr` in it. */
export function adoptModule({ environment, module, state, script }: AdoptModuleRequest): Report {
  const existing = readFromState(state);
  const moves = movesTo(module, environment, existing);
  if (moves.length === 0) {
    throw usageError(
      `${state} has none of ${environment}'s repositories outside of ${module}: there is nothing to move.`,
    );
  }
  return {
    data: { environment, moves },
    text: script
      ? moves.map(({ from, to }) => `terraform state mv ${quote(from)} ${quote(to)}`).join("\n")
      : toMovedBlocks(moves),
  };
}
