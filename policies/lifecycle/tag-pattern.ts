/**
 * A test for texts that fit a pattern of tags: `*` is any text, also none. The text may be a pattern
 * itself: if it passes, every tag that it fits passes, too.
 */
export function patternTest(pattern: string): (text: string) => boolean {
  const [start, ...parts] = pattern.split("*") as [string, ...string[]];
  const end = parts.pop();
  if (end === undefined) return (text) => text === pattern;
  return (text) => {
    if (!text.startsWith(start)) return false;
    let position = start.length;
    for (const part of parts) {
      const found = text.indexOf(part, position);
      if (found < 0) return false;
      position = found + part.length;
    }
    return text.endsWith(end) && position + end.length <= text.length;
  };
}
