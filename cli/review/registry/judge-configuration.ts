import { widestMovedBlock } from "../../terraform/moved-block.ts";
import { isSensitive, isUnknown, type PlannedChange } from "../../terraform/planned-change.ts";
import type { ReviewContext } from "../context.ts";
import { type Answer, NOT_ASKED } from "../ecr-answers.ts";
import type { Finding } from "../finding.ts";
import type { Configuration, Loss } from "./configuration.ts";
import { knownRepositories } from "./known-repositories.ts";
import { type RegistryChange, registryChanges } from "./registry-changes.ts";

/** What changes of a registry give and take away. */
export interface RegistryReview {
  readonly findings: readonly Finding[];
  /** Who gains what, by the address of the change. */
  readonly gains: ReadonlyMap<string, readonly string[]>;
}

/** Every repository of a registry. */
const ANY = "*";

/** Judges what a plan does to something that a registry has once. */
export async function judgeConfiguration<T>(
  context: ReviewContext,
  configuration: Configuration<T>,
): Promise<RegistryReview> {
  const changes = registryChanges(context, configuration.type);
  const judged = await Promise.all(changes.map((change) => judge(context, configuration, change)));
  return {
    findings: judged.flatMap(({ findings }) => findings),
    gains: new Map(judged.map(({ address, gains }) => [address, gains])),
  };
}

/** A finding without what all findings of a change have in common. */
interface Found extends Loss {
  readonly remedy: string;
}

async function judge<T>(
  context: ReviewContext,
  configuration: Configuration<T>,
  change: RegistryChange,
) {
  const { address, put, rival } = change;
  const today = await configurationOfToday(context, configuration, change);
  const found = [
    ...(rival ? [twice(configuration, rival)] : []),
    ...("unknown" in today
      ? [unread(configuration, today.unknown)]
      : lossesOf(context, configuration, change, today.known)),
  ];
  const { kind, gains } = configuration;
  const isOpen = "known" in today && !isHidden(configuration, change);
  const after = put && !isUnknownIn(configuration, put) ? configuration.read(put.after!) : null;
  return {
    address,
    findings: found.map(({ repositories, words, remedy }) => {
      return { kind, address, repository: repositories, images: null, reason: words, remedy };
    }),
    gains: (isOpen && after !== null && gains?.(today.known, after)) || [],
  };
}

function lossesOf<T>(
  context: ReviewContext,
  configuration: Configuration<T>,
  change: RegistryChange,
  today: T,
): Found[] {
  const { name, none, remedy, gap } = configuration;
  const { put, held, deletion, place } = change;
  const repositories = knownRepositories(context, place);
  const losses = (after: T) => {
    const all = configuration.losses(today, after, repositories);
    return all.length > 0 && isHidden(configuration, change) ? [hidden(name)] : all;
  };
  const found = (all: readonly Loss[], prefix: string, remedy: string): Found[] =>
    all.map(({ words, ...loss }) => ({ ...loss, words: `${prefix}${words}`, remedy }));

  if (!put) return found(losses(none), "", remedy);
  if (deletion) {
    const { words, remedy } = deletedLast(name, put, deletion);
    return found(losses(none), words, remedy);
  }
  if (isUnknownIn(configuration, put)) {
    const words = `The ${name} is known only after the apply. It may take away what the registry does today. `;
    return found(losses(none), words, "Give it values that are known in the plan.");
  }
  const overwrites = held
    ? ""
    : `AWS has a ${name} that the state does not hold, and the plan overwrites it. `;
  const lost = losses(configuration.read(put.after!));
  const isInterrupted = gap !== undefined && put.action === "replace" && losses(none).length > 0;
  return [
    ...found(lost, overwrites, remedy),
    ...(isInterrupted ? [{ repositories: ANY, words: gap, remedy: NO_REPLACEMENT }] : []),
  ];
}

const NO_REPLACEMENT = "To interrupt nothing, change it in place: plan without -replace.";

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

function twice<T>({ name }: Configuration<T>, { address }: PlannedChange): Found {
  return {
    repositories: ANY,
    words: `${address} puts the ${name} of the same registry, too. A registry has one: what is applied last overwrites the other.`,
    remedy: `Put both into one resource.`,
  };
}

function unread<T>({ name, permission }: Configuration<T>, why: string): Found {
  return why === NOT_ASKED
    ? {
        repositories: ANY,
        words: `Whether AWS has a ${name} that the plan overwrites is not known: ${why}.`,
        remedy: "Review it without --offline.",
      }
    : {
        repositories: ANY,
        words: `The ${name} that the plan overwrites cannot be read: ${why}.`,
        remedy: `Let the credentials read it: ${permission}, in the account and region that the plan is for.`,
      };
}

function deletedLast(name: string, put: PlannedChange, deletion: PlannedChange) {
  if (deletion === put) {
    return {
      words: `The plan creates it anew, and deletes the old one last: the registry then has no ${name}. `,
      remedy: "Take create_before_destroy out, or change it in place.",
    };
  }
  const words = `The plan puts the ${name} at ${put.address} and deletes it at ${deletion.address}. If the deletion comes last, the registry has none. `;
  const remedy = deletion.isDeposed
    ? "Apply again until the plan has no changes."
    : `Add this to the root module, and plan again:\n${widestMovedBlock(deletion.address, put.address)}`;
  return { words, remedy };
}

function isUnknownIn<T>({ attributes }: Configuration<T>, change: PlannedChange): boolean {
  return attributes.some((attribute) => isUnknown(change, attribute));
}

function isHidden<T>({ attributes }: Configuration<T>, { put, held }: RegistryChange): boolean {
  return [put, held].some(
    (change) => change && attributes.some((attribute) => isSensitive(change, attribute)),
  );
}

function hidden(name: string): Loss {
  return {
    repositories: "(sensitive)",
    words: `The plan takes something away by a ${name} that is marked as sensitive.`,
  };
}
