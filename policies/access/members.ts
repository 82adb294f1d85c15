import { listWords } from "../words.ts";
import type { Condition } from "./condition.ts";

/** What the values of a condition key name, by the key in lower case; the most telling key first. */
const KINDS: Readonly<Record<string, string>> = {
  "aws:principalorgid": "organization",
  "aws:principalorgpaths": "organization path",
  "aws:sourcevpc": "VPC",
  "aws:sourcevpce": "VPC endpoint",
  "aws:sourceip": "network",
};

// Others negate, or hold as well if the key is missing.
const NAMING = /^(?:(?:ForAnyValue:)?String(?:Equals|Like)|IpAddress)$/;

/** Those of everyone whom a condition lets in. */
export interface Members {
  /** Such as `organization o-a1b2c3d4e5`, `network 203.0.113.0/24`. */
  readonly words: string;
  /** What must hold besides. */
  readonly condition: Condition;
}

/** Whom of everyone a condition lets in; undefined if it names no organization or network. */
export function membersOf(condition: Condition): Members | undefined {
  for (const [key, kind] of Object.entries(KINDS)) {
    const test = condition.find(
      (candidate) => candidate.key.toLowerCase() === key && NAMING.test(candidate.operator),
    );
    if (test) {
      return {
        words: `${kind} ${listWords(test.values, "or")}`,
        condition: condition.filter((other) => other !== test),
      };
    }
  }
  return undefined;
}
