import { type PlannedChange, repositoryChanges } from "../../terraform/planned-change.ts";
import type { ReviewContext } from "../context.ts";
import { type Place, placeInState } from "../place.ts";
import { blocksIn } from "./blocks.ts";

/** A repository that a plan or the app has. */
export interface KnownRepository {
  readonly name: string;
  /** Whether its own setting is known to ask for a scan on push. */
  readonly scansOnPush: boolean;
}

/** The repositories in a registry, as far as the plan and the app have them, by their names. */
export function knownRepositories(context: ReviewContext, place: Place): KnownRepository[] {
  const planned = repositoryChanges(context.plan.changes)
    .filter(({ after }) => typeof after?.name === "string")
    .map((change) => ({
      name: `${change.after?.name}`,
      scansOnPush: scansOnPush(change),
      place: change.before ? placeInState(change.before) : context.placeOf(change),
    }));
  const others = context.repositories.map(({ name, ...place }) => {
    return { name, scansOnPush: false, place };
  });
  const here = [...others, ...planned].filter((each) => mayBeOne(place, each.place));
  const byName = new Map(here.map(({ name, scansOnPush }) => [name, { name, scansOnPush }]));
  return [...byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function scansOnPush({ after }: PlannedChange): boolean {
  return blocksIn(after?.image_scanning_configuration).some(
    ({ scan_on_push }) => scan_on_push === true,
  );
}

function mayBeOne(one: Place, other: Place): boolean {
  return (["region", "account"] as const).every(
    (part) => one[part] === undefined || other[part] === undefined || one[part] === other[part],
  );
}
