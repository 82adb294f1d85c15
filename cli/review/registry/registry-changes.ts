import { configurationOf } from "../../terraform/plan-configuration.ts";
import type { PlannedChange } from "../../terraform/planned-change.ts";
import type { ReviewContext } from "../context.ts";
import type { Place } from "../place.ts";

/** What a plan does to something that a registry has once. */
export interface RegistryChange {
  /** The change that puts it; if there is none, the change that takes it away. */
  readonly address: string;
  readonly place: Place;
  /** The change that puts it. */
  readonly put: PlannedChange | undefined;
  /** The change that knows by the state what there is. */
  readonly held: PlannedChange | undefined;
  /** A deletion that may come after the change that puts it. */
  readonly deletion: PlannedChange | undefined;
  /** Another resource that puts it, in this plan or an earlier one. */
  readonly rival: PlannedChange | undefined;
}

/** The changes of the resources of one type, which a registry has once, by registry. */
export function registryChanges(context: ReviewContext, type: string): RegistryChange[] {
  const all = context.plan.changes.filter(
    (change) => change.type === type && change.action !== "forget",
  );
  return registriesIn(context, all).flatMap((changes) => changesOf(context, changes));
}

/** The changes of each registry. */
function registriesIn(context: ReviewContext, all: readonly PlannedChange[]): PlannedChange[][] {
  const groups: PlannedChange[][] = [];
  const deletionsLast = all.toSorted((one, other) => (one.after ? 0 : 1) - (other.after ? 0 : 1));
  for (const change of deletionsLast) {
    const group = groups.find((others) =>
      others.some((other) => isSameRegistry(context, other, change)),
    );
    if (group) group.push(change);
    else groups.push([change]);
  }
  return groups;
}

function changesOf(context: ReviewContext, changes: readonly PlannedChange[]): RegistryChange[] {
  const puts = changes.filter(({ after }) => after !== null);
  const deletions = changes.filter(({ after }) => after === null);
  const changed = puts.filter(({ action }) => action !== "none");
  if (changed.length === 0) {
    return deletions.map((held) => ({
      address: held.address,
      place: placeOf(context, held),
      put: undefined,
      held,
      deletion: undefined,
      rival: undefined,
    }));
  }
  return changed.map((put) => {
    const deletion = put.isDeletedLast ? put : deletions[0];
    return {
      address: put.address,
      place: placeOf(context, put),
      put,
      held: put.before ? put : deletion,
      deletion,
      rival: puts.find((other) => other !== put),
    };
  });
}

/** Where a change is, with the account that the state knows. */
function placeOf(context: ReviewContext, change: PlannedChange): Place {
  const place = context.placeOf(change);
  const account = change.before?.registry_id;
  return { ...place, account: place.account ?? (account === undefined ? account : `${account}`) };
}

// One provider works in one account; its resources may have regions of their own. Of a deletion that is
// no longer in the configuration, a plan shows no provider: it may have moved to where one is created.
function isSameRegistry(context: ReviewContext, one: PlannedChange, other: PlannedChange): boolean {
  const [place, otherPlace] = [placeOf(context, one), placeOf(context, other)];
  const [provider, otherProvider] = [one, other].map((change) => providerOf(context, change));
  if (provider === otherProvider) return place.region === otherPlace.region;
  if (otherProvider === undefined) return one.action === "create";
  const isKnown = place.region !== undefined && place.account !== undefined;
  return isKnown && place.region === otherPlace.region && place.account === otherPlace.account;
}

function providerOf({ plan }: ReviewContext, change: PlannedChange): unknown {
  return configurationOf(plan.configuredResources, change).provider_config_key;
}
