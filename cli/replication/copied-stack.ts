import type { ECRClient } from "@aws-sdk/client-ecr";
import type { SynthesizedStack } from "../../stacks/project-file/project-format.ts";
import { hasProfile } from "../aws-profile.ts";
import { refusal, usageError } from "../command-error.ts";
import { accountOf, ecrClient } from "../ecr/client.ts";
import { otherAccount, refuseOtherAccount } from "../ecr/other-account.ts";
import { type Pause, retryForMinutes } from "../ecr/retry.ts";
import { placeName } from "../place-name.ts";
import { readRegistries, readStack, readStacks } from "../synthesized-stacks.ts";
import { type Route, routesOf } from "./routes.ts";

/** Which copies of a stack's images are meant, and whose credentials are for them. */
export interface CopyRequest {
  /** The environment stack's name. */
  readonly stack: string;
  /**
   * The destination, such as `222222222222/eu-west-1`.
   *
   * @default - all of them
   */
  readonly to?: string | undefined;
  /**
   * The profile with the credentials for destinations in other accounts.
   *
   * @default - the credentials for the stack
   */
  readonly toProfile?: string | undefined;
}

/** An environment stack, and where the rules of the app copy its repositories to. */
export interface CopiedStack {
  readonly stack: SynthesizedStack;
  /** Each with repositories of the stack, and those alone. */
  readonly routes: readonly Route[];
  /** The full names of its repositories that no rule copies. */
  readonly notCopied: readonly string[];
}

/** The registry that images are copied from. */
export interface Source {
  readonly client: ECRClient;
  /** The account, 12 digits. */
  readonly registryId: string;
  /** Those that begin there. */
  readonly routes: readonly Route[];
}

/**
 * Finds where a stack's repositories are copied to, by the last synth.
 *
 * @throws CommandError if no rule copies one of them
 */
export function readCopiedStack({ stack: id, to, toProfile }: CopyRequest): CopiedStack {
  const stack = readStack(id);
  if (toProfile !== undefined && !hasProfile(toProfile)) {
    throw usageError(`--to-profile: AWS's files have no profile ${toProfile}.`);
  }
  const all = routesFrom(id);
  const copied = all.flatMap(({ repositories }) => repositories.map(({ name }) => name));
  const names = stack.repositories.map(({ name }) => name);
  return {
    stack,
    routes: choose(id, all, to),
    notCopied: names.filter((name) => !copied.includes(name)),
  };
}

/**
 * Asks AWS for the account, and so finds the registry.
 *
 * @throws CommandError if the credentials are of another account than the stack or the rules
 */
export async function sourceOf({ stack, routes }: CopiedStack, pause?: Pause): Promise<Source> {
  const client = ecrClient(stack.region);
  const registryId = await retryForMinutes(() => accountOf(client), pause);
  const own = routes.filter(({ registry }) => registry.accountId === registryId);
  refuseOtherAccount(stack, registryId);
  if (own.length > 0) return { client, registryId, routes: own };
  const accounts = [...new Set(routes.map(({ registry }) => registry.accountId))].join(", ");
  const need = `the rules that copy ${stack.id} are of ${accounts}`;
  throw refusal(`The ${otherAccount(registryId, need)}.`);
}

/** The credentials' profile for a destination; `undefined` for those of the stack. */
export function profileFor(
  { registry, destination }: Route,
  { toProfile }: CopyRequest,
): string | undefined {
  return registry.accountId === destination.accountId ? undefined : toProfile;
}

function routesFrom(id: string): Route[] {
  return routesOf(readRegistries(), readStacks())
    .map((route) => ({
      ...route,
      repositories: route.repositories.filter(({ stack }) => stack === id),
    }))
    .filter(({ repositories }) => repositories.length > 0);
}

function choose(id: string, routes: readonly Route[], to: string | undefined): Route[] {
  if (routes.length === 0) {
    throw usageError(
      `No registry stack of the app copies a repository of ${id}. \`artos-ecr replication\` prints what is copied.`,
    );
  }
  const chosen = routes.filter(
    ({ destination }) => to === undefined || placeName(destination) === to,
  );
  if (chosen.length > 0) return chosen;
  const names = routes.map(({ destination }) => placeName(destination));
  throw usageError(
    `${to}: no such destination. ${id} is copied to ${[...new Set(names)].join(", ")}.`,
  );
}
