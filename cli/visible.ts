/**
 * A text whose control characters are shown, such as `\u001b`. What a registry, a scan or an image
 * reports is data: it must not steer the terminal or reorder a line of a log. Tabs and line breaks
 * stay.
 */
export function visible(text: string): string {
  return text.replaceAll(/(?![\n\t])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0)!.toString(16).padStart(4, "0");
    return `\\u${code}`;
  });
}
