import { type App, TerraformResource, TerraformStack } from "cdktf";
import type { Problem } from "../settings/problem.ts";

/** No two resources of a stack have one address: CDKTF would write one of them over the other. */
export function addressesDiffer(app: App): Problem[] {
  const earlier = new Map<string, string>();
  return app.node
    .findAll()
    .filter((construct) => TerraformResource.isTerraformResource(construct))
    .flatMap((resource) => {
      const { terraformResourceType: type, friendlyUniqueId: name, node } = resource;
      const key = `${TerraformStack.of(resource).node.path} ${type}.${name}`;
      const other = earlier.get(key);
      earlier.set(key, other ?? node.path);
      if (other === undefined) return [];
      return [
        {
          path: node.path,
          value: `${type}.${name}`,
          must: `must have another address than ${other}: CDKTF would write one over the other`,
          source: "Terraform, Resource addresses",
        },
      ];
    });
}
