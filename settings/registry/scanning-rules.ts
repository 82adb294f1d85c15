import { hasLength, isOneOf, matches } from "../predicate.ts";
import * as rule from "../rule.ts";
import { SCAN_FREQUENCIES, SCAN_TYPES, type ScanType } from "./scanning.ts";

/** The most filters of a scanning rule. Source: ECR API, RegistryScanningRule. */
const MAX_FILTERS = 100;

/** The longest filter. Source: ECR API, ScanningRepositoryFilter. */
const MAX_FILTER_LENGTH = 255;

/** The frequencies of every type. */
export const FREQUENCIES = [...new Set(Object.values(SCAN_FREQUENCIES).flat())];

export const SCAN_TYPE_RULE = rule.value(
  { must: "must be BASIC or ENHANCED", source: "ECR API, PutRegistryScanningConfiguration" },
  isOneOf(SCAN_TYPES),
);

export const FREQUENCY_RULE = rule.value(
  {
    must: "must be SCAN_ON_PUSH, CONTINUOUS_SCAN or MANUAL",
    source: "ECR API, RegistryScanningRule",
  },
  isOneOf(FREQUENCIES),
);

/** A rule for the frequencies of a configuration. */
export const FREQUENCIES_DIFFER = rule.noRepeats({
  must: "must be in one rule: put all of its filters there",
  source: "ECR API, PutRegistryScanningConfiguration",
});

/** A rule for the filters of a rule. */
export const FILTER_COUNT = rule.count(
  { must: `must be 1 to ${MAX_FILTERS} filters`, source: "ECR API, RegistryScanningRule" },
  "filters",
  1,
  MAX_FILTERS,
);

/** A rule for the filters of a rule. */
export const FILTERS_DIFFER = rule.noRepeats({
  must: "must be listed once",
  source: "Registry, Scanning",
});

/**
 * Rules for a filter.
 *
 * @param more what to write instead of a filter without a wildcard, besides `*NAME*`
 */
export function filterRules(more = ""): rule.Rule<string>[] {
  const source = "ECR API, ScanningRepositoryFilter";
  return [
    rule.value(
      { must: `must be 1 to ${MAX_FILTER_LENGTH} characters`, source },
      hasLength(1, MAX_FILTER_LENGTH),
    ),
    rule.value(
      {
        must: "must be lower-case letters, digits and '*', in parts joined by single '.', '_', '-' or '/'",
        source,
      },
      matches("[a-z0-9*]+(?:[._/-][a-z0-9*]+)*"),
    ),
    rule.value(
      {
        must: `must have a wildcard, as in production/*: without one, ECR matches every name that contains it. For such names write it as *NAME*${more}`,
        source: "ECR, Filters to choose which repositories are scanned",
      },
      matches("[^*]*\\*[\\s\\S]*"),
    ),
  ];
}

/** Rules for the frequencies of a configuration, by its type. */
export const RULES_BY_TYPE: {
  readonly [type: string]: readonly rule.Rule<readonly string[]>[];
} = {
  BASIC: [frequencyFits("BASIC")],
  ENHANCED: [
    frequencyFits("ENHANCED"),
    rule.notEmpty({
      must: 'must not be empty if the type is ENHANCED: what no filter matches is not scanned at all. The filter "*" is for every repository',
      source: "ECR, Filters to choose which repositories are scanned",
    }),
  ],
};

function frequencyFits(type: ScanType): rule.Rule<readonly string[]> {
  const known = SCAN_FREQUENCIES[type];
  return rule.eachItem(
    {
      must: `must be ${known.join(" or ")} if the type is ${type}`,
      source: "ECR API, RegistryScanningRule",
    },
    isOneOf(known),
  );
}
