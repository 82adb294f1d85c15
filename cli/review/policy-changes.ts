import type { RepositoryPlace } from "./ecr-answers.ts";
import type { Finding } from "./finding.ts";
import { isUnknown, type PlannedChange } from "./plan.ts";
import { isDeleted, placeInState, type ReviewContext, repositoryChanges } from "./repository.ts";

/** What a plan does to a policy of one repository that exists, and stays. */
export interface PolicyChange {
  /** `undefined` if it is known only after the apply which repository it is. */
  readonly place: RepositoryPlace | undefined;
  /** The change that takes a policy away. */
  readonly removed: PlannedChange | undefined;
  /** The change that puts one; the same one, if it changes. */
  readonly put: PlannedChange | undefined;
}

/**
 * The changes of the policies of one type, by repository. Left out are the policies of repositories
 * that the plan creates or deletes, or that are stranded: what becomes of these is said there.
 */
export function policyChanges(
  context: ReviewContext,
  type: "aws_ecr_lifecycle_policy" | "aws_ecr_repository_policy",
  stranded: readonly Finding[],
): PolicyChange[] {
  const strandedAddresses = stranded.map(({ address }) => address);
  const sides = context.plan.changes
    .filter((change) => change.type === type)
    .flatMap((change) => [
      { change, side: "removed" as const, of: change.before },
      { change, side: "put" as const, of: change.after },
    ])
    .filter(({ change, side, of }) => of && takesPart(change, side))
    .map(({ change, side, of }) => {
      const isHidden = side === "put" && isUnknown(change, "repository");
      const name = isHidden ? undefined : String(of?.repository);
      return { change, side, name, repository: repositoryOf(context, change, name) };
    })
    .filter(({ repository }) => repository === undefined || isKept(repository, strandedAddresses));

  const groups = new Map<string, { -readonly [K in keyof PolicyChange]: PolicyChange[K] }>();
  for (const { change, side, name, repository } of sides) {
    const place = name === undefined ? undefined : placeOf(context, change, name, repository);
    const key = place ? `${place.name} ${place.region}` : change.address;
    const group = groups.get(key) ?? { place, removed: undefined, put: undefined };
    group[side] = change;
    groups.set(key, group);
  }
  return [...groups.values()];
}

function takesPart({ action }: PlannedChange, side: "removed" | "put"): boolean {
  const actions =
    side === "put" ? ["create", "update", "replace"] : ["delete", "update", "replace"];
  return actions.includes(action);
}

function isKept(repository: PlannedChange, stranded: readonly string[]): boolean {
  const { action, address } = repository;
  return action !== "create" && !isDeleted(repository) && !stranded.includes(address);
}

// A policy names its repository and no region: if two regions have the name, the module decides.
function repositoryOf(
  { plan }: ReviewContext,
  policy: PlannedChange,
  name: string | undefined,
): PlannedChange | undefined {
  const all = repositoryChanges(plan.changes);
  if (name === undefined) {
    // What is not known yet is the attribute of a repository that does not exist yet.
    return all.find(
      ({ module, action }) => module === policy.module && ["create", "replace"].includes(action),
    );
  }
  const namesakes = all.filter(({ before, after }) => [before?.name, after?.name].includes(name));
  return namesakes.find(({ module }) => module === policy.module) ?? namesakes[0];
}

function placeOf(
  context: ReviewContext,
  policy: PlannedChange,
  name: string,
  repository: PlannedChange | undefined,
): RepositoryPlace {
  return repository?.before
    ? { ...placeInState(repository.before), name }
    : { ...context.placeOf(policy), name };
}
