/**
 * Writes a value in Terraform's expression language. Interpolations in a string remain. A string
 * that is only an interpolation becomes the bare expression.
 */
export function hcl(value: unknown): string {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return `[${value.map(hcl).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${keyOf(key)} = ${hcl(item)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  return JSON.stringify(value);
}

/** Writes a string in which nothing is interpolated, such as a regular expression. */
export function hclLiteral(text: string): string {
  return JSON.stringify(text).replace(/[$%](?=\{)/g, (sign) => sign + sign);
}

function text(value: string): string {
  const parts = value.split(/(\$\{[^}]*\})/);
  const [before, expression, ...after] = parts;
  if (before === "" && expression && after.join("") === "") return expression.slice(2, -1);
  const escaped = parts.map((part) =>
    part.startsWith("${") ? part : JSON.stringify(part).slice(1, -1),
  );
  return `"${escaped.join("")}"`;
}

function keyOf(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : hclLiteral(name);
}
