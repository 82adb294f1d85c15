import type { PolicyRule } from "../policies/lifecycle/lifecycle-policy.ts";

/** What becomes of an image. */
export type Fate =
  | Departure
  /** It stays: the first rule that matches it leaves it, and no other may touch it. */
  | { readonly kind: "is shielded"; readonly rule: PolicyRule }
  /** It stays: its rule would expire or archive it, but a manifest list refers to it. */
  | { readonly kind: "is held"; readonly rule: PolicyRule; readonly by: string }
  /** It stays: no rule matches it. */
  | { readonly kind: "is unmatched" };

/** A rule expires an image or moves it to the archive. */
export interface Departure {
  readonly kind: "expires" | "is archived";
  readonly rule: PolicyRule;
}

/** Whether a rule expires or archives an image. */
export function goes(fate: Fate): fate is Departure {
  return fate.kind === "expires" || fate.kind === "is archived";
}
