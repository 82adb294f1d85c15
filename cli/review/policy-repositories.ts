import { configurationOf, referencesOf } from "../terraform/plan-configuration.ts";
import { asObject, type PlannedChange, repositoryChanges } from "../terraform/planned-change.ts";
import type { ReviewContext } from "./context.ts";
import { mayBeAt, placeInState } from "./place.ts";

/** The repositories of a plan, by which a policy's repository is found. */
export interface Repositories {
  readonly created: readonly PlannedChange[];
  /** By the name before and the one after. */
  readonly byName: ReadonlyMap<unknown, readonly PlannedChange[]>;
}

/** Sorts the repositories of a plan. */
export function repositoriesIn(changes: readonly PlannedChange[]): Repositories {
  const byName = new Map<unknown, PlannedChange[]>();
  for (const change of repositoryChanges(changes)) {
    for (const name of new Set([change.before?.name, change.after?.name])) {
      byName.set(name, [...(byName.get(name) ?? []), change]);
    }
  }
  const created = repositoryChanges(changes).filter(({ action }) =>
    ["create", "replace"].includes(action),
  );
  return { created, byName };
}

/**
 * The repositories of the plan that a policy may be of.
 *
 * @param name the repository's; `undefined` if it is known only after the apply
 */
export function repositoriesOf(
  context: ReviewContext,
  all: Repositories,
  policy: PlannedChange,
  name: string | undefined,
): readonly PlannedChange[] {
  const isInModule = ({ module }: PlannedChange) => module === policy.module;
  if (name === undefined)
    return isFromOutside(context, policy) ? [] : all.created.filter(isInModule);
  // A policy names its repository and no region: if two regions have the name, its module decides,
  // and then its provider.
  const namesakes = all.byName.get(name) ?? [];
  const inModule = namesakes.filter(isInModule);
  const candidates = inModule.length > 0 ? inModule : namesakes;
  const provider = context.placeOf(policy);
  const here = candidates.filter((candidate) =>
    mayBeAt(
      provider,
      candidate.before ? placeInState(candidate.before) : context.placeOf(candidate),
    ),
  );
  return here.length > 0 ? here : candidates;
}

// A repository's name that is not known yet is the attribute of one that does not exist yet, unless
// it comes from a data source or from outside of the module.
function isFromOutside({ plan }: ReviewContext, policy: PlannedChange): boolean {
  const names = referencesOf(
    asObject(configurationOf(plan.configuredResources, policy).expressions).repository,
  );
  const isOwn = names.some((name) => name.startsWith("aws_ecr_repository."));
  return !isOwn && names.some((name) => /^(data|var|module)\./.test(name));
}
