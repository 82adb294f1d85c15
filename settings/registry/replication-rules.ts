import { ACCOUNT_ID } from "../aws-formats.ts";
import { hasLength, matches } from "../predicate.ts";
import * as rule from "../rule.ts";

/** The most rules of a replication configuration. Source: ECR API, ReplicationConfiguration. */
const MAX_RULES = 10;

/** The most filters of a rule. Source: ECR API, ReplicationRule. */
const MAX_FILTERS = 100;

/** The most destinations of all rules together. Source: ECR, Private image replication. */
const MAX_DESTINATIONS = 25;

export const REPLICATION_COUNT = rule.count(
  { must: `must be at most ${MAX_RULES} rules`, source: "ECR API, ReplicationConfiguration" },
  "rules",
  0,
  MAX_RULES,
);

export const ACCOUNT_RULE = rule.value(
  { must: "must be 12 digits", source: "AWS, AWS account identifiers" },
  matches(ACCOUNT_ID),
);

export const SOME_DESTINATION = rule.notEmpty({
  must: "must not be empty",
  source: "ECR API, ReplicationRule",
});

/** A rule for the destinations of a rule, each as a text. */
export const DESTINATIONS_DIFFER = rule.noRepeats({
  must: "must be listed once",
  source: "Registry, Replication",
});

/** A rule for the different destinations of all rules. */
export const DESTINATION_COUNT = rule.count(
  {
    must: `must have at most ${MAX_DESTINATIONS} different destinations in all of its rules`,
    source: "ECR, Private image replication",
  },
  "destinations",
  0,
  MAX_DESTINATIONS,
);

/** A rule for the environments and prefixes of a rule together, which are called `noun`. */
export function filterCount(noun: string): rule.Rule<readonly unknown[]> {
  return rule.count(
    { must: `must be at most ${MAX_FILTERS} ${noun}`, source: "ECR API, ReplicationRule" },
    noun,
    0,
    MAX_FILTERS,
  );
}

/** A rule for a list of environments or of prefixes. */
export const FILTERS_DIFFER = rule.noRepeats({
  must: "must be listed once",
  source: "Registry, Replication",
});

/**
 * A rule for a list of environments or of prefixes.
 *
 * @param ifMeant what to write for every repository
 */
export function someFilter(ifMeant: string): rule.Rule<readonly unknown[]> {
  return rule.notEmpty({
    must: `must not be empty: a rule without a filter copies every repository. If that is meant, ${ifMeant}`,
    source: "ECR API, RepositoryFilter",
  });
}

/** Rules for the prefixes of a rule. */
export const REPLICATION_PREFIX_RULES = [
  rule.eachItem(
    { must: "must be 2 to 256 characters", source: "ECR API, RepositoryFilter" },
    hasLength(2, 256),
  ),
  rule.eachItem(
    {
      must: "must be the beginning of a repository's name: lower-case letters, digits, '.', '_', '-' and '/', and no '*'",
      source: "ECR API, RepositoryFilter",
    },
    matches("[a-z0-9]+(?:[._/-][a-z0-9]+)*[._/-]?"),
  ),
];
