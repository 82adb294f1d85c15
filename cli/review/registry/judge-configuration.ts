import { isSensitive, isUnknown, type PlannedChange } from "../../terraform/planned-change.ts";
import type { ReviewContext } from "../context.ts";
import type { Answer } from "../ecr-answers.ts";
import type { Finding } from "../finding.ts";
import type { Configuration, Loss } from "./configuration.ts";
import {
  deletedLast,
  type Found,
  hidden,
  interrupted,
  twice,
  unread,
} from "./configuration-words.ts";
import { knownRepositories } from "./known-repositories.ts";
import { type RegistryChange, registryChanges } from "./registry-changes.ts";

/** What changes of a registry give and take away. */
export interface RegistryReview {
  readonly findings: readonly Finding[];
  /** Who gains what, by the address of the change. */
  readonly gains: ReadonlyMap<string, readonly string[]>;
}

/** Judges what a plan does to something that a registry has once. */
export async function judgeConfiguration<T>(
  context: ReviewContext,
  configuration: Configuration<T>,
): Promise<RegistryReview> {
  const changes = registryChanges(context, configuration.type);
  const judged = await Promise.all(
    changes.map(async (change) => {
      const today = await configurationOfToday(context, configuration, change);
      return {
        address: change.address,
        found: foundIn(context, configuration, change, today),
        gains: gainsOf(configuration, change, today),
      };
    }),
  );
  const { kind } = configuration;
  return {
    findings: judged.flatMap(({ address, found }) =>
      found.map(({ repositories, words, remedy }) => {
        return { kind, address, repository: repositories, images: null, reason: words, remedy };
      }),
    ),
    gains: new Map(judged.map(({ address, gains }) => [address, gains])),
  };
}

/**
 * What the registry has today. AWS is asked, as it may have what the state does not hold, or holds as
 * it was before.
 */
async function configurationOfToday<T>(
  { ecr }: ReviewContext,
  { read, ask }: Configuration<T>,
  { put, held, place }: RegistryChange,
): Promise<Answer<T>> {
  const state = held?.before && { known: read(held.before) };
  // Of what is no longer in the configuration, a plan does not show the region.
  if (state && (ecr.isOffline || !put)) return state;
  const answer = await ask(ecr, place);
  return "unknown" in answer && state ? state : answer;
}

function foundIn<T>(
  context: ReviewContext,
  configuration: Configuration<T>,
  change: RegistryChange,
  today: Answer<T>,
): Found[] {
  const { rival } = change;
  return [
    ...(rival ? [twice(configuration, rival)] : []),
    ...("unknown" in today
      ? [unread(configuration, today.unknown)]
      : lossesOf(context, configuration, change, today.known)),
  ];
}

function lossesOf<T>(
  context: ReviewContext,
  configuration: Configuration<T>,
  change: RegistryChange,
  today: T,
): Found[] {
  const { none, remedy, read } = configuration;
  const { put, deletion, place } = change;
  const repositories = knownRepositories(context, place);
  const losses = (before: T, after: T) => {
    const all = configuration.losses(before, after, repositories);
    return all.length > 0 && isHidden(configuration, change) ? [hidden(configuration)] : all;
  };

  if (!put) return found(losses(today, none), "", remedy);
  if (!deletion) return lossesByPut(configuration, change, put, today, losses);
  const last = deletedLast(configuration, put, deletion);
  if (deletion === put) return found(losses(today, none), last.words, last.remedy);
  return [
    ...found(losses(read(deletion.before!), none), last.words, last.remedy),
    ...lossesByPut(configuration, change, put, today, losses),
  ];
}

function lossesByPut<T>(
  configuration: Configuration<T>,
  { held }: RegistryChange,
  put: PlannedChange,
  today: T,
  losses: (before: T, after: T) => Loss[],
): Found[] {
  const { name, none, remedy, gap, read } = configuration;
  if (isUnknownIn(configuration, put)) {
    const words = `The ${name} is known only after the apply. It may take away what the registry does today. `;
    return found(losses(today, none), words, "Give it values that are known in the plan.");
  }
  const overwrites = held
    ? ""
    : `AWS has a ${name} that the state does not hold, and the plan overwrites it. `;
  const isInterrupted =
    gap !== undefined && put.action === "replace" && losses(today, none).length > 0;
  return [
    ...found(losses(today, read(put.after!)), overwrites, remedy),
    ...(isInterrupted ? [interrupted(gap)] : []),
  ];
}

function found(losses: readonly Loss[], before: string, remedy: string): Found[] {
  return losses.map(({ repositories, words }) => {
    return { repositories, words: `${before}${words}`, remedy };
  });
}

function gainsOf<T>(
  configuration: Configuration<T>,
  change: RegistryChange,
  today: Answer<T>,
): readonly string[] {
  const { put } = change;
  if (!put || "unknown" in today || isUnknownIn(configuration, put)) return [];
  if (isHidden(configuration, change)) return [];
  return configuration.gains?.(today.known, configuration.read(put.after!)) ?? [];
}

function isUnknownIn<T>({ attributes }: Configuration<T>, change: PlannedChange): boolean {
  return attributes.some((attribute) => isUnknown(change, attribute));
}

function isHidden<T>({ attributes }: Configuration<T>, { put, held }: RegistryChange): boolean {
  return [put, held].some(
    (change) => change && attributes.some((attribute) => isSensitive(change, attribute)),
  );
}
