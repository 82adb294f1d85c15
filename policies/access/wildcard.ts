/**
 * Whether a pattern certainly matches all that a text matches, which may have wildcards itself:
 * only an asterisk covers an asterisk.
 */
export function patternCovers(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  if (!/[*?]/.test(pattern)) return false;
  const source = pattern
    .replaceAll(/[^\w*?]/g, "\\$&")
    .replaceAll("*", "[\\s\\S]*")
    .replaceAll("?", "[^*]");
  return new RegExp(`^${source}$`).test(text);
}
