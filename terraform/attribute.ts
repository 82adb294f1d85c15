import type { TerraformResource } from "cdktf";
import { Expression } from "./expression.ts";

/**
 * An attribute of a resource, right for one that is built with `count` too, where the resource's
 * own getters leave the index out. It is `null` where that resource does not exist.
 */
export function attribute(resource: TerraformResource, name: string): Expression {
  const address = `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
  return resource.count === undefined
    ? new Expression(`${address}.${name}`)
    : new Expression(`one(${address}[*].${name})`);
}
