import { inspect } from "node:util";
import type { Source } from "./sources.ts";

/** A setting that breaks a rule. */
export interface Problem {
  /** The stack and the setting: `production.crossAccountIds[1]`. */
  readonly path: string;
  readonly value: unknown;
  /** The rule in words: `must be 12 digits`. */
  readonly must: string;
  /** Where the rule comes from. */
  readonly source: Source;
}

/** A problem in one line, with the setting, the value, the rule and the rule's source. */
export function describeProblem({ path, value, must, source }: Problem): string {
  return `${path} is ${show(value)}: ${must} (${source})`;
}

const LONGEST = 300;

function show(value: unknown): string {
  if (value === undefined) return "not set";
  if (typeof value === "string") {
    return value.length <= LONGEST
      ? JSON.stringify(value)
      : `${JSON.stringify(value.slice(0, LONGEST))}… (${value.length} characters)`;
  }
  if (value instanceof Error) return JSON.stringify(`${value.name}: ${value.message}`);
  return inspect(value, {
    customInspect: false,
    breakLength: Number.POSITIVE_INFINITY,
    compact: true,
    maxArrayLength: 10,
    maxStringLength: 100,
  });
}
