import { Expression } from "./expression.ts";

/**
 * Writes a value in Terraform's expression language. Interpolations inside a string stay alive, so
 * a string may be built from expressions with an ordinary template literal.
 */
export function hcl(value: unknown): string {
  if (value instanceof Expression) return value.hcl;
  if (typeof value === "string") return `"${escapeOutsideInterpolations(value)}"`;
  if (Array.isArray(value)) return `[${value.map(hcl).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${keyOf(key)} = ${hcl(item)}`);
    return `{ ${entries.join(", ")} }`;
  }
  return JSON.stringify(value);
}

/** Writes a string in which nothing is interpolated, such as a regular expression. */
export function hclLiteral(text: string): string {
  return JSON.stringify(text).replace(/[$%](?=\{)/g, (sign) => sign + sign);
}

function keyOf(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : hcl(name);
}

function escapeOutsideInterpolations(text: string): string {
  return text
    .split(/(\$\{[^}]*\})/)
    .map((part) => (part.startsWith("${") ? part : JSON.stringify(part).slice(1, -1)))
    .join("");
}
