/**
 * Whether a pattern certainly matches all that a text matches, which may have wildcards itself:
 * only an asterisk covers an asterisk.
 */
export function patternCovers(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  if (!/[*?]/.test(pattern)) return false;
  // The length of a policy variable is not that of its name, and ${*} is an asterisk itself.
  if ([pattern, text].some((each) => each.includes("${"))) return pattern === "*";
  return matches(pattern, text);
}

// A regular expression would try every place of every asterisk, without end if there are many. Here
// only the last asterisk takes more, one character after the other.
function matches(pattern: string, text: string): boolean {
  let [at, position] = [0, 0];
  let last: { readonly star: number; taken: number } | undefined;
  while (position < text.length) {
    const [sign, character] = [pattern[at], text[position]];
    if (sign === "*") {
      last = { star: at, taken: position };
      at += 1;
    } else if (sign === "?" ? character !== "*" : sign === character) {
      at += 1;
      position += 1;
    } else if (last) {
      last.taken += 1;
      [at, position] = [last.star + 1, last.taken];
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
