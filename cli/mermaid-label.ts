/** Words as the label of a node or an arrow in a diagram of Mermaid, without the quotes around it. */
export function mermaidLabel(words: string): string {
  // A number sign begins the code of a character. Mermaid reads stars as Markdown.
  return words.replaceAll(/[#"<>&`*]/g, (sign) => `#${sign.charCodeAt(0)};`);
}
