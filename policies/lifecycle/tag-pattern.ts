/**
 * Whether a pattern of tags fits a text: `*` is any text, also none. A pattern may stand for the
 * text: if it fits, the first pattern fits every tag that the second one fits.
 */
export function fits(pattern: string, text: string): boolean {
  const [start = "", ...parts] = pattern.split("*");
  const end = parts.pop();
  if (end === undefined) return text === pattern;
  let position = start.length;
  for (const part of parts) {
    const found = text.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return text.startsWith(start) && text.endsWith(end) && position + end.length <= text.length;
}
