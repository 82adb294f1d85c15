import type { Validation } from "./rule.ts";

/** A variable of a Terraform module. */
export interface ModuleVariable {
  /** Its type, as Terraform writes it. */
  readonly type: string;
  /** What it means, in a sentence or two. */
  readonly description: string;
  /** Its value if it is not set or null. A variable without a default is required. */
  readonly default?: unknown;
  readonly rules: readonly Validation[];
}
