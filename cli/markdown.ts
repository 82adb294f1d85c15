import { oneLine } from "./one-line.ts";

/**
 * A text as code in Markdown. Names and descriptions come from elsewhere. They must not become
 * markup, mention a person or end a table's cell.
 */
export function code(text: string): string {
  const line = oneLine(text).replaceAll("`", "'").replaceAll("|", "\\|");
  return line && `\`${line}\``;
}
