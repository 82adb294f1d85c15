import { widestMovedBlock } from "../../terraform/moved-block.ts";
import type { PlannedChange } from "../../terraform/planned-change.ts";
import { NOT_ASKED } from "../ecr-answers.ts";
import type { Configuration, Loss } from "./configuration.ts";

/** A finding without what all findings of one change have in common. */
export interface Found extends Loss {
  readonly remedy: string;
}

/** Every repository of a registry. */
const ANY = "*";

/** What of a configuration decides about words. */
type Named = Pick<Configuration<unknown>, "name" | "permission">;

/** Two resources put what a registry has once. */
export function twice({ name }: Named, { address }: PlannedChange): Found {
  return {
    repositories: ANY,
    words: `${address} puts the ${name} of the same registry, too. A registry has one: what is applied last overwrites the other.`,
    remedy: "Put both into one resource.",
  };
}

/** It is not known what AWS has. */
export function unread({ name, permission }: Named, why: string): Found {
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

/** What a replacement interrupts. */
export function interrupted(words: string): Found {
  return {
    repositories: ANY,
    words,
    remedy: "To interrupt nothing, change it in place: plan without -replace.",
  };
}

/** The plan marks as sensitive what would be shown. */
export function hidden({ name }: Named): Loss {
  return {
    repositories: "(sensitive)",
    words: `The plan takes something away by a ${name} that is marked as sensitive.`,
  };
}

/** A deletion comes last, or may do so. */
export function deletedLast({ name }: Named, put: PlannedChange, deletion: PlannedChange) {
  if (deletion === put) {
    return {
      words: `The plan creates it anew, and deletes the old one last: the registry then has no ${name}. `,
      remedy: "Take create_before_destroy out, or change it in place.",
    };
  }
  const words = `The plan deletes the ${name} at ${deletion.address} and puts one at ${put.address}. The deletion may come last, or be in another registry. `;
  const remedy = deletion.isDeposed
    ? "Apply again until the plan has no changes."
    : `If one takes the place of the other, add this to the root module, and plan again:\n${widestMovedBlock(deletion.address, put.address)}`;
  return { words, remedy };
}
