/**
 * The Terraform name of what a registry has for a prefix. A Terraform name begins with a letter or
 * `_`, and has no `/` and no dot.
 */
export function prefixAddress(prefix: string): string {
  const name = prefix.replaceAll("/", "__").replaceAll(".", "_");
  return /^[0-9]/.test(name) ? `_${name}` : name;
}
