import { repositoryChanges } from "../../terraform/planned-change.ts";
import type { ReviewContext } from "../context.ts";
import { type Place, placeInState } from "../place.ts";

/** The names of the repositories in a registry, as far as the plan and the app have them. */
export function knownRepositories(context: ReviewContext, place: Place): string[] {
  const planned = repositoryChanges(context.plan.changes)
    .filter(({ after }) => typeof after?.name === "string")
    .map((change) =>
      change.before
        ? placeInState(change.before)
        : { ...context.placeOf(change), name: `${change.after?.name}` },
    );
  const here = [...planned, ...context.repositories].filter((each) => mayBeOne(place, each));
  return [...new Set(here.map(({ name }) => name))].sort();
}

function mayBeOne(one: Place, other: Place): boolean {
  return (["region", "account"] as const).every(
    (part) => one[part] === undefined || other[part] === undefined || one[part] === other[part],
  );
}
