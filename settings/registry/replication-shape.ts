import * as z from "zod";
import { ACCOUNT_ID } from "../aws-formats.ts";
import { DEPLOYMENT_SETTINGS } from "../deployment-settings.ts";
import type { PartProblem } from "../parse.ts";
import { matches } from "../predicate.ts";
import * as rule from "../rule.ts";
import { SETTINGS } from "../setting-table.ts";
import { checking, flag, keeping, objectOf, shapeOf, text, texts } from "../shape.ts";
import type { Source } from "../sources.ts";
import type { ReplicationDestination, ReplicationRule } from "./replication.ts";

/** The most rules of a replication configuration. Source: ECR API, ReplicationConfiguration. */
const MAX_RULES = 10;

/** The most filters of a rule. Source: ECR API, ReplicationRule. */
const MAX_FILTERS = 100;

/** The shape of an account's id. */
export const ACCOUNT = keeping(text, [
  rule.value(
    { must: "must be 12 digits", source: "AWS, AWS account identifiers" },
    matches(ACCOUNT_ID),
  ),
]);

const DESTINATIONS = checking(
  z.array(
    objectOf({ region: shapeOf(DEPLOYMENT_SETTINGS.region), accountId: ACCOUNT.optional() }),
    "must be a list of objects",
  ) as unknown as z.ZodType<readonly ReplicationDestination[]>,
  (destinations) => [
    ...(destinations.length === 0
      ? [wrong([], destinations, "must not be empty", "ECR API, ReplicationRule")]
      : []),
    ...repeatedDestinations(destinations),
  ],
);

const LIST = checking(
  keeping(texts, [
    rule.noRepeats({ must: "must be listed once", source: "Registry, Replication" }),
  ]),
  (list) =>
    list.length > 0
      ? []
      : [
          wrong(
            [],
            list,
            "must not be empty: a rule without a filter copies every repository. If that is meant, leave environments and prefixes out",
            "ECR API, RepositoryFilter",
          ),
        ],
);

const PREFIX_SOURCE = "ECR API, RepositoryFilter";

const PREFIXES = keeping(LIST, [
  rule.eachItem(
    { must: "must be 2 to 256 characters", source: PREFIX_SOURCE },
    matches(".{2,256}"),
  ),
  rule.eachItem(
    {
      must: "must be the beginning of a repository's name: lower-case letters, digits, '.', '_', '-' and '/', and no '*'",
      source: PREFIX_SOURCE,
    },
    matches("[a-z0-9]+(?:[._/-][a-z0-9]+)*[._/-]?"),
  ),
]);

const { rules: ENVIRONMENT_RULES } = SETTINGS.environment;

const ENVIRONMENTS = checking(LIST, (environments) =>
  environments.flatMap((environment, index) =>
    ENVIRONMENT_RULES.filter(({ breaches }) => breaches(environment).length > 0).map(
      ({ must, source }) => wrong([index], environment, must, source),
    ),
  ),
);

const RULE = checking(
  objectOf({
    destinations: DESTINATIONS,
    environments: ENVIRONMENTS.optional(),
    prefixes: PREFIXES.optional(),
    createRepositories: flag.optional(),
  }) as unknown as z.ZodType<ReplicationRule>,
  ({ environments = [], prefixes = [] }) => {
    const length = environments.length + prefixes.length;
    if (length <= MAX_FILTERS) return [];
    const must = `must be at most ${MAX_FILTERS} together`;
    const value = `${length} environments and prefixes`;
    return [wrong(["prefixes"], value, must, "ECR API, ReplicationRule")];
  },
);

/** The shape of `replication`. */
export const REPLICATION = checking(
  z.array(RULE, "must be a list of objects") as z.ZodType<readonly ReplicationRule[]>,
  ({ length }) =>
    length <= MAX_RULES
      ? []
      : [
          wrong(
            [],
            `${length} rules`,
            `must be at most ${MAX_RULES} rules`,
            "ECR API, ReplicationConfiguration",
          ),
        ],
);

function repeatedDestinations(destinations: readonly ReplicationDestination[]): PartProblem[] {
  const keys = destinations.map(({ region, accountId = "" }) => `${region} ${accountId}`);
  return destinations.flatMap((destination, index) =>
    keys.indexOf(keys[index]!) < index
      ? [wrong([index], destination, "must be listed once", "Registry, Replication")]
      : [],
  );
}

function wrong(
  path: PartProblem["path"],
  value: unknown,
  must: string,
  source: Source,
): PartProblem {
  return { path, value, must, source };
}
