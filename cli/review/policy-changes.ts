import { isDeleted, isUnknown, type PlannedChange } from "../terraform/planned-change.ts";
import type { ReviewContext } from "./context.ts";
import type { Answer } from "./ecr-answers.ts";
import type { Finding } from "./finding.ts";
import { placeInState, type RepositoryPlace } from "./place.ts";
import { repositoriesIn, repositoriesOf } from "./policy-repositories.ts";

/** What a plan does to a policy of one repository that exists, and stays. */
export interface PolicyChange {
  /** The change that puts the policy; if there is none, the change that takes it away. */
  readonly address: string;
  /** `undefined` if it is known only after the apply which repository it is. */
  readonly place: RepositoryPlace | undefined;
  /** The change that takes a policy away. */
  readonly removed: PlannedChange | undefined;
  /** The change that puts a policy. If the policy is updated, it is the same change. */
  readonly put: PlannedChange | undefined;
}

/**
 * The changes of the policies of one type, by repository. It leaves out the policies of repositories
 * that the plan creates or deletes, or that are stranded: the finding of the repository covers them.
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
  const all = repositoriesIn(context.plan.changes);
  for (const side of sidesOf(context.plan.changes, type)) {
    const repositories = repositoriesOf(context, all, side.change, side.repository);
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

// Each policy that is put, with the one that goes: preferably one that another address loses.
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
