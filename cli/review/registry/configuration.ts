import type { Attributes } from "../../terraform/planned-change.ts";
import type { Answer, EcrAnswers } from "../ecr-answers.ts";
import type { Kind } from "../finding.ts";
import type { Place } from "../place.ts";
import type { KnownRepository } from "./known-repositories.ts";

/** What repositories lose. */
export interface Loss {
  /** The patterns of their names, such as `production/*`. */
  readonly repositories: string;
  /** A sentence. */
  readonly words: string;
}

/** Something that a registry has once, such as the configuration of its replication. */
export interface Configuration<T> {
  /** The type of its Terraform resource. */
  readonly type: string;
  /** The kind of finding that a loss is. */
  readonly kind: Kind;
  /** Its name for people. */
  readonly name: string;
  /** The attributes of the resource that decide. */
  readonly attributes: readonly string[];
  /** What a registry has without it. */
  readonly none: T;
  /** What a replacement interrupts, as a sentence; left out if it is nothing. */
  readonly gap?: string;
  /** How to lose nothing. */
  readonly remedy: string;
  /** What the credentials must be allowed to do. */
  readonly permission: string;
  /** Reads the values of the resource. */
  read(values: Attributes): T;
  /** Asks ECR for what the registry has. */
  ask(ecr: EcrAnswers, place: Place): Promise<Answer<T>>;
  /**
   * What one loses if the other comes in its place.
   *
   * @param repositories those that are known to be in the registry
   */
  losses(before: T, after: T, repositories: readonly KnownRepository[]): Loss[];
  /** What others gain, in lines for people. */
  gains?(before: T, after: T): readonly string[];
}
