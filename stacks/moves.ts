import { TerraformResource, type TerraformStack } from "cdktf";
import type { ImageRepository } from "../constructs/image-repository.ts";
import type { Repository } from "../settings/repository.ts";

/**
 * Writes `moved` blocks for renamed components, so that nothing is replaced. They lead from each
 * former name to the next: a state at any of them reaches the present name.
 */
export function addMoves(
  stack: TerraformStack,
  repositories: readonly Repository[],
  constructs: readonly ImageRepository[],
): void {
  const moves = repositories.flatMap(({ component, formerly }, index) =>
    formerly.length === 0
      ? []
      : typesOf(constructs[index]).flatMap((type) =>
          [...formerly, component].slice(1).map((to, step) => ({
            from: `${type}.${formerly[step]}`,
            to: `${type}.${to}`,
          })),
        ),
  );
  if (moves.length === 0) return;
  stack.addOverride("moved", moves);
  stack.addOverride("terraform.required_version", ">= 1.1");
}

function typesOf(construct: ImageRepository | undefined): string[] {
  const all = construct?.node.findAll() ?? [];
  return all
    .filter((child) => TerraformResource.isTerraformResource(child))
    .map(({ terraformResourceType }) => terraformResourceType);
}
