import { hcl } from "../terraform/hcl.ts";
import type { Predicate } from "./predicate.ts";

/** What a setting must be. */
export interface Check<T> {
  /** The rule in words, to follow the setting's name: `must be MUTABLE or IMMUTABLE`. */
  readonly must: string;
  /** Where the rule comes from: the document, or a page of AWS. */
  readonly source: string;
  /** Whether the rule speaks of the value as a whole or of each part of it. */
  readonly about: "whole" | "each part";
  /** The parts of a value that break the rule; none when it holds. */
  breaches(value: T): readonly (Breach | PartBreach)[];
}

/** A check that Terraform makes too: one rule, written once. */
export interface Rule<T> extends Check<T> {
  /** The rule as a Terraform condition on a variable; false, not an error, for `null`. */
  condition(variable: string): string;
}

/** A part of a value that breaks a rule. */
export interface Breach {
  /** Where in the value, such as `[1]` or `["Owner"]`; empty for the value itself. */
  readonly at: string;
  readonly value: unknown;
}

/** A part of a value that breaks a rule of its own. */
export interface PartBreach extends Breach {
  readonly must: string;
  readonly source: string;
}

interface Words {
  readonly must: string;
  readonly source: string;
}

type StringMap = Readonly<Record<string, string>>;

/** The value passes a test. */
export function value<T>(words: Words, predicate: Predicate<T>): Rule<T> {
  return {
    ...words,
    about: "whole",
    breaches: (whole) => (predicate.holds(whole) ? [] : [{ at: "", value: whole }]),
    condition: predicate.hcl,
  };
}

/** Each item of a list passes a test. */
export function eachItem(words: Words, predicate: Predicate<string>): Rule<readonly string[]> {
  return {
    ...words,
    about: "each part",
    breaches: (list) =>
      list.flatMap((item, index) =>
        predicate.holds(item) ? [] : [{ at: `[${index}]`, value: item }],
      ),
    condition: (variable) =>
      `try(alltrue([for item in ${variable} : ${predicate.hcl("item")}]), false)`,
  };
}

/** No item of a list stands in it twice. */
export function noRepeats(words: Words): Rule<readonly string[]> {
  return {
    ...words,
    about: "each part",
    breaches: (list) =>
      list.flatMap((item, index) =>
        list.indexOf(item) < index ? [{ at: `[${index}]`, value: item }] : [],
      ),
    condition: (variable) => `try(length(distinct(${variable})) == length(${variable}), false)`,
  };
}

/** Each key of a map passes a test. */
export function eachKey(words: Words, predicate: Predicate<string>): Rule<StringMap> {
  return {
    ...words,
    about: "each part",
    breaches: (map) =>
      Object.keys(map).flatMap((key) =>
        predicate.holds(key) ? [] : [{ at: `[${JSON.stringify(key)}]`, value: map[key] }],
      ),
    condition: (variable) =>
      `try(alltrue([for key in keys(${variable}) : ${predicate.hcl("key")}]), false)`,
  };
}

/** Each value of a map passes a test. */
export function eachValue(words: Words, predicate: Predicate<string>): Rule<StringMap> {
  return {
    ...words,
    about: "each part",
    breaches: (map) =>
      Object.entries(map).flatMap(([key, item]) =>
        predicate.holds(item) ? [] : [{ at: `[${JSON.stringify(key)}]`, value: item }],
      ),
    condition: (variable) =>
      `try(alltrue([for item in values(${variable}) : ${predicate.hcl("item")}]), false)`,
  };
}

/** A map holds at most `most` entries, some keys not counted. */
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
      return counted.length <= most ? [] : [{ at: "", value: `${counted.length} entries` }];
    },
    condition: (variable) =>
      `try(length(setsubtract(keys(${variable}), ${hcl(uncounted)})) <= ${most}, false)`,
  };
}
