import { hcl } from "./hcl.ts";
import type { Predicate } from "./predicate.ts";
import type { Source } from "./sources.ts";

/** What a setting must be: one rule, which both TypeScript and Terraform check. */
export interface Rule<T> extends Validation {
  /** The parts of a value that break the rule: an empty list if the value keeps it. */
  breaches(value: T): readonly Breach[];
}

/** What Terraform checks of a rule. */
export interface Validation extends Words {
  /** Whether it is about the value as a whole or about each part of it, such as `each filter`. */
  readonly about: "whole" | "each" | `each ${string}`;
  /** The rule as a Terraform condition on a variable that is not null. */
  condition(variable: string): string;
}

/** A part of a value that breaks a rule. */
export interface Breach {
  /** The part's keys, such as `[1]` or `["Owner"]`: an empty list for the value itself. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** A rule in words. */
export interface Words {
  /** The words after the setting's name: `must be MUTABLE or IMMUTABLE`. */
  readonly must: string;
  /** The page that sets the rule. */
  readonly source: Source;
}

type StringMap = Readonly<Record<string, string>>;

/** The value passes a test. */
export function value<T>(words: Words, predicate: Predicate<T>): Rule<T> {
  return {
    ...words,
    about: "whole",
    breaches: (whole) => (predicate.holds(whole) ? [] : [{ path: [], value: whole }]),
    condition: predicate.hcl,
  };
}

/** Each item of a list passes a test. */
export function eachItem(words: Words, predicate: Predicate<string>): Rule<readonly string[]> {
  return {
    ...words,
    about: "each",
    breaches: (list) =>
      list.flatMap((item, index) =>
        predicate.holds(item) ? [] : [{ path: [index], value: item }],
      ),
    condition: (variable) =>
      `try(alltrue([for item in ${variable} : ${predicate.hcl("item")}]), false)`,
  };
}

/** A list has from `min` to `max` items, which are called `noun`. */
export function count(
  words: Words,
  noun: string,
  min: number,
  max: number,
): Rule<readonly unknown[]> {
  return {
    ...words,
    about: "whole",
    breaches: ({ length }) =>
      length >= min && length <= max ? [] : [{ path: [], value: `${length} ${noun}` }],
    condition: (variable) =>
      min === 0
        ? `try(length(${variable}) <= ${max}, false)`
        : `try(length(${variable}) >= ${min} && length(${variable}) <= ${max}, false)`,
  };
}

/** A list has an item. */
export function notEmpty(words: Words): Rule<readonly unknown[]> {
  return {
    ...words,
    about: "whole",
    breaches: (list) => (list.length > 0 ? [] : [{ path: [], value: list }]),
    condition: (variable) => `try(length(${variable}) > 0, false)`,
  };
}

/** No item of a list occurs twice. */
export function noRepeats(words: Words): Rule<readonly string[]> {
  return {
    ...words,
    about: "each",
    breaches: (list) =>
      list.flatMap((item, index) =>
        list.indexOf(item) < index ? [{ path: [index], value: item }] : [],
      ),
    condition: (variable) => `try(length(distinct(${variable})) == length(${variable}), false)`,
  };
}

/** Each key of a map passes a test. */
export function eachKey(words: Words, predicate: Predicate<string>): Rule<StringMap> {
  return {
    ...words,
    about: "each",
    breaches: (map) =>
      Object.keys(map).flatMap((key) =>
        predicate.holds(key) ? [] : [{ path: [key], value: map[key] }],
      ),
    condition: (variable) =>
      `try(alltrue([for key in keys(${variable}) : ${predicate.hcl("key")}]), false)`,
  };
}

/** Each value of a map passes a test. */
export function eachValue(words: Words, predicate: Predicate<string>): Rule<StringMap> {
  return {
    ...words,
    about: "each",
    breaches: (map) =>
      Object.entries(map).flatMap(([key, item]) =>
        predicate.holds(item) ? [] : [{ path: [key], value: item }],
      ),
    condition: (variable) =>
      `try(alltrue([for item in values(${variable}) : ${predicate.hcl("item")}]), false)`,
  };
}

/** A map has at most `most` entries, besides those with the keys `uncounted`. */
export function atMostEntries(
  words: Words,
  most: number,
  uncounted: readonly string[],
): Rule<StringMap> {
  return {
    ...words,
    about: "whole",
    breaches: (map) => {
      const counted = Object.keys(map).filter((key) => !uncounted.includes(key));
      return counted.length <= most ? [] : [{ path: [], value: `${counted.length} entries` }];
    },
    condition: (variable) =>
      `try(length(setsubtract(keys(${variable}), ${hcl(uncounted)})) <= ${most}, false)`,
  };
}

/**
 * A rule for a part of a variable.
 *
 * @param about what the part is, such as `each frequency`
 * @param part the part as a Terraform expression
 */
export function ofPart(
  rule: Validation,
  about: Validation["about"],
  part: (variable: string) => string,
): Validation {
  const { must, source, condition } = rule;
  return { must, source, about, condition: (variable) => condition(part(variable)) };
}

/**
 * A rule for each of many parts of a variable.
 *
 * @param about what they are, such as `each filter`
 * @param parts lists them: a Terraform expression
 */
export function ofEach(
  rule: Validation,
  about: Validation["about"],
  parts: (variable: string) => string,
): Validation {
  const { must, source, condition } = rule;
  return {
    must,
    source,
    about,
    condition: (variable) =>
      `try(alltrue([for part in ${parts(variable)} : ${condition("part")}]), false)`,
  };
}
