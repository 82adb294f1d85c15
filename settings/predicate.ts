import { hcl, hclLiteral } from "./hcl.ts";

/**
 * A test of one value that TypeScript and Terraform both run.
 *
 * `hcl` writes the test as a Terraform condition. It never fails for a value of the type.
 */
export interface Predicate<T> {
  readonly holds: (value: T) => boolean;
  readonly hcl: (operand: string) => string;
}

/**
 * The whole text matches a regular expression.
 *
 * @param pattern in the syntax that JavaScript and Terraform share: no look-around, no inline flags
 */
export function matches(pattern: string): Predicate<string> {
  const whole = `^(?:${pattern})$`;
  const regExp = new RegExp(whole, "u");
  return {
    // Terraform normalizes every string to NFC.
    holds: (value) => regExp.test(value.normalize("NFC")),
    hcl: (operand) => `can(regex(${hclLiteral(whole)}, ${operand}))`,
  };
}

/** The text does not match a regular expression. */
export function doesNotMatch(pattern: string): Predicate<string> {
  const { holds, hcl } = matches(pattern);
  return {
    holds: (value) => !holds(value),
    hcl: (operand) => `!${hcl(operand)}`,
  };
}

/** The value passes two tests. */
export function both<T>(first: Predicate<T>, second: Predicate<T>): Predicate<T> {
  return {
    holds: (value) => first.holds(value) && second.holds(value),
    hcl: (operand) => `${first.hcl(operand)} && ${second.hcl(operand)}`,
  };
}

const CHARACTERS = new Intl.Segmenter("en");

/**
 * The text has from `min` to `max` characters, as Terraform counts them. In Terraform it is much
 * faster than a regular expression with such a count.
 */
export function hasLength(min: number, max: number): Predicate<string> {
  return {
    holds: (value) => {
      const { length } = [...CHARACTERS.segment(value.normalize("NFC"))];
      return length >= min && length <= max;
    },
    hcl: (operand) => `length(${operand}) >= ${min} && length(${operand}) <= ${max}`,
  };
}

/** The number is whole and lies between two bounds, both included. */
export function isWholeNumber(min: number, max: number): Predicate<number> {
  return {
    holds: (value) => Number.isInteger(value) && value >= min && value <= max,
    hcl: (n) => `floor(${n}) == ${n} && ${n} >= ${min} && ${n} <= ${max}`,
  };
}

/** The value is one of a list. */
export function isOneOf(values: readonly string[]): Predicate<string> {
  return {
    holds: (value) => values.includes(value),
    hcl: (operand) => `contains(${hcl(values)}, ${operand})`,
  };
}
