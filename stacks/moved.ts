import type { TerraformStack } from "cdktf";
import { TerraformResource } from "cdktf";
import type { EcrModule } from "../constructs/ecr-module.ts";

/** Moves the state of renamed components to their new addresses, so that nothing is replaced. */
export function moveRenamed(stack: TerraformStack, module: EcrModule): void {
  const formerly = new Map(
    module.repositories.flatMap(({ image }) =>
      image.formerly === undefined ? [] : [[image.component, image.formerly]],
    ),
  );
  if (formerly.size === 0) return;
  const moved = module.node
    .findAll()
    .filter((construct) => TerraformResource.isTerraformResource(construct))
    .flatMap(({ terraformResourceType: type, friendlyUniqueId: component }) => {
      const old = formerly.get(component);
      return old === undefined ? [] : [{ from: `${type}.${old}`, to: `${type}.${component}` }];
    });
  stack.addOverride("moved", moved);
  stack.addOverride("terraform.required_version", ">= 1.1");
}
