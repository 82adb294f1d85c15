/**
 * Whether a pattern certainly matches all that a text matches, which may have wildcards itself:
 * only an asterisk covers an asterisk.
 */
export function patternCovers(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  if (!/[*?]/.test(pattern)) return false;
  // The length of a policy variable is not that of its name, and ${*} is an asterisk itself.
  if ([pattern, text].some((each) => each.includes("${"))) return pattern === "*";
  const source = pattern
    .replaceAll(/[^\w*?]/g, "\\$&")
    .replaceAll("*", "[\\s\\S]*")
    .replaceAll("?", "[^*]");
  return new RegExp(`^${source}$`).test(text);
}
