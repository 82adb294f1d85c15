import { prefixFor } from "../settings/registry/prefix.ts";
import { mayBeOne, type Place, placeOf } from "./place.ts";
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
      prefix: `${prefix}`,
      appliedFor: (applied_for ?? []).map((use) => `${use}`),
      isMutable: image_tag_mutability === "MUTABLE",
    }),
  );
}

/**
 * The template by which ECR makes a repository, the most specific one; undefined if there is none.
 *
 * @param repository its name, or a prefix below which all repositories are
 */
export function templateFor(
  templates: readonly WrittenTemplate[],
  place: Place,
  repository: string,
): WrittenTemplate | undefined {
  const here = templates.filter((template) => mayBeOne(template.place, place));
  const prefix = prefixFor(
    here.map((template) => template.prefix),
    repository,
  );
  return here.find((template) => template.prefix === prefix);
}
