import type { TerraformStack } from "cdktf";
import { TerraformResource } from "cdktf";
import type { EcrModule } from "../constructs/ecr-module.ts";

/**
 * Moves the state of renamed components to their new addresses, so that nothing is replaced: from
 * each former name to the next, so that a state at any of them arrives.
 */
export function moveRenamed(stack: TerraformStack, module: EcrModule): void {
  const names = new Map(
    module.repositories.map(({ image: { component, formerly = [] } }) => [
      component,
      [formerly, component].flat(),
    ]),
  );
  const moved = module.node
    .findAll()
    .filter((construct) => TerraformResource.isTerraformResource(construct))
    .flatMap(({ terraformResourceType: type, friendlyUniqueId: component }) =>
      pairsIn(names.get(component) ?? []).map(([from, to]) => ({
        from: `${type}.${from}`,
        to: `${type}.${to}`,
      })),
    );
  if (moved.length === 0) return;
  stack.addOverride("moved", moved);
  stack.addOverride("terraform.required_version", ">= 1.1");
}

function pairsIn(names: readonly string[]): [from: string, to: string][] {
  return names.slice(1).map((name, index) => [names[index] as string, name]);
}
