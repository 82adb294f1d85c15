import { IMAGE_CATALOGUE } from "../../constructs/image-catalogue.ts";
import { usageError } from "../command-error.ts";
import { progress, type Report } from "../report.ts";
import { quote } from "./handover.ts";
import { movesTo, toMovedBlocks } from "./move.ts";
import { type HeldRepository, readState } from "./state-addresses.ts";

/** The module call that takes an environment's repositories over, and where they are now. */
export interface AdoptModuleRequest {
  /** Name of the environment, as the module's `environment` takes it. */
  readonly environment: string;
  /** Address of the call of `modules/ecr`, such as `module.ecr`. */
  readonly module: string;
  /** Path of what `terraform show -json` printed in the root module. */
  readonly state: string;
  /**
   * The region of the call's provider.
   *
   * @default - the only one that the state has
   */
  readonly region?: string;
  /** Whether the call has `create_thirdparty_repos`, and takes the shared repositories too. */
  readonly thirdparty: boolean;
  /** Whether to print `terraform state mv` commands instead of `moved` blocks. */
  readonly script: boolean;
}

/** Prints what brings repositories of a root module under `modules/ecr` in it. */
export function adoptModule(request: AdoptModuleRequest): Report {
  const { environment, module, state, thirdparty, script } = request;
  const held = inOneRegion(request, readState(state));
  const shared = held.filter(({ name }) => SHARED.includes(name)).map(({ name }) => name);
  if (shared.length > 0 && !thirdparty) {
    progress(
      `Not moved: ${shared.join(", ")}. Where this call has create_thirdparty_repos = true, say --thirdparty.`,
    );
  }
  const taken = held.filter(({ name }) => thirdparty || !SHARED.includes(name));
  const moves = movesTo(module, environment, taken);
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

const SHARED = IMAGE_CATALOGUE.filter((image) => image.shared).map(({ name }) => name);

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
      `${state} has them in ${[...regions].join(" and ")}: say which with --region.`,
    );
  }
  return repositories.filter((repository) => !region || repository.region === region);
}
