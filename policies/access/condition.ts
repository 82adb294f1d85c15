import { isObject } from "../json.ts";
import { listWords } from "../words.ts";
import { patternCovers } from "./wildcard.ts";

/** One test of a condition: an operator, a condition key and the values it may have. */
export interface Test {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** The tests of a statement's Condition. All must hold; an empty list always holds. */
export type Condition = readonly Test[];

/** The Condition of a statement; undefined if it cannot be read. */
export function readCondition(condition: unknown): Condition | undefined {
  if (condition === undefined) return [];
  if (!isObject(condition)) return undefined;
  const tests: Test[] = [];
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isObject(keys)) return undefined;
    for (const [key, value] of Object.entries(keys)) {
      const values = [value].flat();
      if (!values.every(isValue)) return undefined;
      tests.push({ operator, key, values: values.map(String) });
    }
  }
  return tests;
}

function isValue(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

/** Whether `wide` certainly holds whenever `narrow` does. */
export function conditionCovers(wide: Condition, narrow: Condition): boolean {
  return wide.every((test) => narrow.some((stricter) => implies(stricter, test)));
}

// More values widen a test, since one must match. With an operator that negates, they narrow it.
function implies(stricter: Test, test: Test): boolean {
  const [fewer, more] = /not/i.test(test.operator) ? [test, stricter] : [stricter, test];
  const isPattern = PATTERN_OPERATORS.includes(test.operator);
  return (
    stricter.operator === test.operator &&
    stricter.key.toLowerCase() === test.key.toLowerCase() &&
    fewer.values.every((value) =>
      more.values.some((other) => (isPattern ? patternCovers(other, value) : other === value)),
    )
  );
}

// An ArnLike is left out: its wildcards end at colons.
const PATTERN_OPERATORS = ["StringLike", "ForAnyValue:StringLike"];

const VERBS: Readonly<Record<string, string>> = {
  StringEquals: "is",
  ArnEquals: "is like",
  StringLike: "is like",
  "ForAnyValue:StringLike": "is like",
  ArnLike: "is like",
  IpAddress: "is in",
};

/** A condition for people, such as `if aws:SourceArn is like arn:aws:lambda:*`; may be empty. */
export function conditionWords(condition: Condition): string {
  const tests = condition.map(({ operator, key, values }) => {
    const verb = VERBS[operator];
    return verb === undefined
      ? JSON.stringify({ [operator]: { [key]: values } })
      : `${key} ${verb} ${listWords(values, "or")}`;
  });
  return tests.length === 0 ? "" : `if ${listWords(tests, "and")}`;
}
