import type { ModuleVariable } from "../module-variable.ts";
import { BASIC_SCAN_TYPE_VERSION, only } from "../registry/account-settings.ts";
import { SCAN_FREQUENCIES, SCAN_TYPES } from "../registry/scanning.ts";
import {
  FILTER_COUNT,
  FILTERS_DIFFER,
  FREQUENCIES_DIFFER,
  FREQUENCY_RULE,
  filterRules,
  SCAN_TYPE_RULE,
} from "../registry/scanning-rules.ts";
import { ofEach, ofPart } from "../rule.ts";

/** The frequencies of scanning rules, as a Terraform expression. */
export const frequenciesOf = (rules: string) => `[for rule in ${rules} : rule.scan_frequency]`;

const filtersOf = (rules: string) => `[for rule in ${rules} : rule.filters]`;
const allFiltersOf = (rules: string) => `flatten(${filtersOf(rules)})`;

const FREQUENCIES_BY_TYPE = SCAN_TYPES.map(
  (type) => `${type} has ${SCAN_FREQUENCIES[type].join(" and ")}`,
).join(", ");

export const SCANNING_VARIABLES: Readonly<Record<string, ModuleVariable>> = {
  scanType: {
    type: "string",
    default: null,
    description:
      "BASIC: ECR's own scan. ENHANCED: Amazon Inspector, which costs extra. null leaves the scanning configuration in AWS alone.",
    rules: [SCAN_TYPE_RULE],
  },
  scanningRules: {
    type: "list(object({ scan_frequency = string, filters = list(string) }))",
    default: [],
    description: `Which repositories are scanned when: those that a filter such as production/* matches. ${FREQUENCIES_BY_TYPE}. ENHANCED scans no other repository, not even by request.`,
    rules: [
      ofEach(FREQUENCY_RULE, "each scan_frequency", frequenciesOf),
      ofPart(FREQUENCIES_DIFFER, "each scan_frequency", frequenciesOf),
      ofEach(FILTER_COUNT, "each list of filters", filtersOf),
      ofEach(FILTERS_DIFFER, "each filter of a rule", filtersOf),
      ...filterRules().map((rule) => ofEach(rule, "each filter", allFiltersOf)),
    ],
  },
  basicScanTypeVersion: {
    type: "string",
    default: null,
    description:
      "Which program a basic scan runs: an account setting. null leaves it as it is, and so does a destroy.",
    rules: [only(BASIC_SCAN_TYPE_VERSION)],
  },
};
