import { DEPLOYMENT_SETTINGS } from "../deployment-settings.ts";
import type { ModuleVariable } from "../module-variable.ts";
import {
  ACCOUNT_RULE,
  DESTINATION_COUNT,
  DESTINATIONS_DIFFER,
  FILTERS_DIFFER,
  filterCount,
  REPLICATION_COUNT,
  REPLICATION_PREFIX_RULES,
  SOME_DESTINATION,
  someFilter,
} from "../registry/replication-rules.ts";
import { ofEach, ofPart } from "../rule.ts";

const destinationsOf = (rules: string) => `[for rule in ${rules} : rule.destinations]`;
const allOf = (name: string) => (rules: string) =>
  `[for destination in flatten(${destinationsOf(rules)}) : destination.${name}]`;

const asTexts = (destinations: string) =>
  `[for destination in ${destinations} : "\${destination.region} \${destination.registry_id}"]`;
const differentOf = (rules: string) => `distinct(${asTexts(`flatten(${destinationsOf(rules)})`)})`;

const prefixesOf = (rules: string) =>
  `[for rule in ${rules} : rule.prefixes if rule.prefixes != null]`;

export const REPLICATION_VARIABLES: Readonly<Record<string, ModuleVariable>> = {
  replicationRules: {
    type: "list(object({ destinations = list(object({ region = string, registry_id = string })), prefixes = list(string) }))",
    default: [],
    description:
      "Which repositories are copied where: those whose names begin with one of the prefixes; prefixes = null is for all of them. [] leaves the replication configuration in AWS alone.",
    rules: [
      REPLICATION_COUNT,
      ofPart(DESTINATION_COUNT, "whole", differentOf),
      ofEach(SOME_DESTINATION, "each list of destinations", destinationsOf),
      ofEach(
        ofPart(DESTINATIONS_DIFFER, "each", asTexts),
        "each destination of a rule",
        destinationsOf,
      ),
      ...DEPLOYMENT_SETTINGS.region.rules.map((rule) =>
        ofEach(rule, "each region", allOf("region")),
      ),
      ofEach(ACCOUNT_RULE, "each registry_id", allOf("registry_id")),
      ofEach(someFilter("write null"), "each list of prefixes", prefixesOf),
      ofEach(filterCount("prefixes"), "each list of prefixes", prefixesOf),
      ofEach(FILTERS_DIFFER, "each prefix of a rule", prefixesOf),
      ...REPLICATION_PREFIX_RULES.map((rule) => ofEach(rule, "each prefix", prefixesOf)),
    ],
  },
};
