import type { TerraformResource } from "cdktf";

/**
 * An attribute of a resource, as a string with its Terraform expression. CDKTF's own getters ignore
 * `count`. With a `count` of 0 or 1, this is the attribute of the only instance, or null.
 */
export function attributeOf(resource: TerraformResource, name: string): string {
  const address = `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
  return resource.count === undefined ? `\${${address}.${name}}` : `\${one(${address}[*].${name})}`;
}
