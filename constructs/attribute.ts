import type { TerraformResource } from "cdktf";

/**
 * An attribute of a resource, as a string that holds its Terraform expression. CDKTF's own getters
 * leave out the index of a resource with `count`: this one takes the attribute of the one that
 * there is, or null if there is none.
 */
export function attributeOf(resource: TerraformResource, name: string): string {
  const address = `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
  return resource.count === undefined ? `\${${address}.${name}}` : `\${one(${address}[*].${name})}`;
}
