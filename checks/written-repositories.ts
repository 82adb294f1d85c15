import { type Place, placeOf } from "./place.ts";
import type { WrittenStack } from "./written-stacks.ts";

/** A repository as a stack has it. */
export interface WrittenRepository {
  readonly stack: string;
  readonly component: string;
  readonly name: string;
  readonly place: Place;
  readonly scanOnPush: boolean;
  /** Whether a tag can be pushed again. */
  readonly isMutable: boolean;
}

/** The repositories of a stack. One whose name Terraform computes is left out. */
export function repositoriesIn(stack: WrittenStack): WrittenRepository[] {
  const { provider, resource } = stack.json;
  if (!provider?.aws) return []; // A module: its callers have the providers.
  return Object.entries(resource?.aws_ecr_repository ?? {}).flatMap(([component, repository]) => {
    const { name, provider: reference, image_scanning_configuration: scanning } = repository;
    const isComputed = typeof name !== "string" || name.includes("${");
    if (isComputed) return [];
    return [
      {
        stack: stack.id,
        component,
        name,
        place: placeOf(stack, reference),
        scanOnPush: [scanning ?? []].flat().some(({ scan_on_push }) => scan_on_push === true),
        isMutable: (repository.image_tag_mutability ?? "MUTABLE") === "MUTABLE",
      },
    ];
  });
}
