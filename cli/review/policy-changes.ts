import type { Answer, RepositoryPlace } from "./ecr-answers.ts";
import type { Finding } from "./finding.ts";
import { asObject, isUnknown, type PlannedChange } from "./planned-change.ts";
import { referencesOf, resourceInCode } from "./provider-place.ts";
import {
  isDeleted,
  mayBeAt,
  placeInState,
  type ReviewContext,
  repositoryChanges,
} from "./repository.ts";

/** What a plan does to a policy of one repository that exists, and stays. */
export interface PolicyChange {
  /** Where it is put, or else taken away. */
  readonly address: string;
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
  const isKept = (repository: PlannedChange) =>
    repository.action !== "create" &&
    !isDeleted(repository) &&
    !strandedAddresses.includes(repository.address);

  const groups = new Map<string, { place: PolicyChange["place"]; sides: Side[] }>();
  for (const side of sidesOf(context.plan.changes, type)) {
    const repositories = repositoriesOf(context, side);
    if (repositories.length > 0 && !repositories.some(isKept)) continue;
    const place = placeOf(context, side, repositories.find(isKept));
    const key = JSON.stringify(place ?? side.change.address);
    const group = groups.get(key) ?? { place, sides: [] };
    group.sides.push(side);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ place, sides }) => pair(place, sides));
}

/** A policy that goes or comes, and its repository's name; `undefined` if it is not known yet. */
interface Side {
  readonly change: PlannedChange;
  readonly isPut: boolean;
  readonly repository: string | undefined;
}

function sidesOf(changes: readonly PlannedChange[], type: string): Side[] {
  return changes
    .filter((change) => change.type === type && !["none", "forget"].includes(change.action))
    .flatMap((change) => [
      ...(change.before ? [{ change, isPut: false, of: change.before }] : []),
      ...(change.after ? [{ change, isPut: true, of: change.after }] : []),
    ])
    .map(({ change, isPut, of }) => {
      const isHidden = isPut && isUnknown(change, "repository");
      return { change, isPut, repository: isHidden ? undefined : String(of.repository) };
    });
}

/** The repositories of the plan that a policy may be of. */
function repositoriesOf(context: ReviewContext, { change, repository }: Side): PlannedChange[] {
  const all = repositoryChanges(context.plan.changes);
  const inModule = all.filter(({ module }) => module === change.module);
  if (repository === undefined) {
    // What is not known yet is the attribute of a repository that does not exist yet, unless it comes
    // from a data source or from outside of the module.
    const { repository } = asObject(resourceInCode(context.plan, change).expressions);
    const names = referencesOf(repository).map(String);
    const isOwn = names.some((name) => name.startsWith("aws_ecr_repository."));
    if (!isOwn && names.some((name) => /^(data|var|module)\./.test(name))) return [];
    return inModule.filter(({ action }) => ["create", "replace"].includes(action));
  }
  const isNamesake = ({ before, after }: PlannedChange) =>
    [before?.name, after?.name].includes(repository);
  const namesakes = inModule.filter(isNamesake);
  // A policy names its repository and no region: if two regions have the name, its module decides,
  // and then its provider.
  const candidates = namesakes.length > 0 ? namesakes : all.filter(isNamesake);
  const provider = context.placeOf(change);
  const here = candidates.filter((candidate) =>
    mayBeAt(
      provider,
      candidate.before ? placeInState(candidate.before) : context.placeOf(candidate),
    ),
  );
  return here.length > 0 ? here : candidates;
}

function placeOf(
  context: ReviewContext,
  { change, repository }: Side,
  kept: PlannedChange | undefined,
): RepositoryPlace | undefined {
  if (repository === undefined) return undefined;
  return kept?.before
    ? { ...placeInState(kept.before), name: repository }
    : { name: repository, ...context.placeOf(change) };
}

// Each policy that is put, with the one that goes: first one that another address loses.
function pair(place: PolicyChange["place"], sides: readonly Side[]): PolicyChange[] {
  const puts = sides.filter(({ isPut }) => isPut).map(({ change }) => change);
  const removals = sides.filter(({ isPut }) => !isPut).map(({ change }) => change);
  if (puts.length === 0) {
    return removals.map((removed) => ({
      address: removed.address,
      place,
      removed,
      put: undefined,
    }));
  }
  const lost = removals.find((removed) => !puts.includes(removed));
  return puts.map((put) => ({
    address: put.address,
    place,
    removed: lost ?? removals.find((removed) => removed === put) ?? removals[0],
    put,
  }));
}

/**
 * The policy that a plan overwrites. AWS is asked, as it may have one that the state does not hold,
 * or holds as it was before.
 *
 * @param read asks ECR
 */
export async function policyOfToday(
  { isOffline }: { readonly isOffline: boolean },
  place: RepositoryPlace,
  removed: PlannedChange | undefined,
  read: (place: RepositoryPlace) => Promise<Answer<string | null>>,
): Promise<Answer<string | null>> {
  const held = removed ? String(removed.before?.policy) : null;
  if (isOffline) return { known: held };
  const answer = await read(place);
  if ("unknown" in answer) return removed ? { known: held } : answer;
  return { known: answer.known ?? held };
}
