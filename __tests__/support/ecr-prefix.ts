/** ECR assumes a slash at the end of each prefix, so `a` and `a/` are the same. */
export function prefixKey(prefix: string): string {
  return prefix.replace(/\/$/, "");
}
