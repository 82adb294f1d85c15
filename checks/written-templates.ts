import { withoutSlash } from "../settings/registry/prefix.ts";
import { type Place, placeOf } from "./place.ts";
import type { WrittenStack } from "./written-stacks.ts";

/** A creation template as a stack has it. */
export interface WrittenTemplate {
  readonly stack: string;
  readonly place: Place;
  readonly prefix: string;
  readonly appliedFor: readonly string[];
  /** Whether a tag can be pushed again in the repositories that it is for. */
  readonly isMutable: boolean;
}

/** The creation templates of a stack. */
export function templatesIn(stack: WrittenStack): WrittenTemplate[] {
  const written = stack.json.resource?.aws_ecr_repository_creation_template ?? {};
  return Object.values(written).map(
    ({ provider, prefix, applied_for, image_tag_mutability = "MUTABLE" }) => ({
      stack: stack.id,
      place: placeOf(stack, provider),
      prefix: withoutSlash(`${prefix}`),
      appliedFor: [applied_for ?? []].flat().map((use) => `${use}`),
      isMutable: image_tag_mutability === "MUTABLE",
    }),
  );
}
