import * as z from "zod";
import { DEPLOYMENT_SETTINGS } from "../deployment-settings.ts";
import { SETTINGS } from "../setting-table.ts";
import { breachesOf, checking, flag, keeping, objectOf, shapeOf, text, texts } from "../shape.ts";
import type { ReplicationDestination, ReplicationRule } from "./replication.ts";
import {
  ACCOUNT_RULE,
  DESTINATIONS_DIFFER,
  FILTERS_DIFFER,
  filterCount,
  REPLICATION_COUNT,
  REPLICATION_PREFIX_RULES,
  SOME_DESTINATION,
  someFilter,
} from "./replication-rules.ts";

/** The shape of an account's id. */
export const ACCOUNT = keeping(text, [ACCOUNT_RULE]);

const DESTINATIONS = checking(
  keeping(
    z.array(
      objectOf({ region: shapeOf(DEPLOYMENT_SETTINGS.region), accountId: ACCOUNT.optional() }),
      "must be a list of objects",
    ) as unknown as z.ZodType<readonly ReplicationDestination[]>,
    [SOME_DESTINATION],
  ),
  (destinations) =>
    breachesOf(
      [DESTINATIONS_DIFFER],
      destinations.map(({ region, accountId = "" }) => `${region} ${accountId}`),
    ).map((problem) => ({ ...problem, value: destinations[problem.path[0] as number] })),
);

const LIST = keeping(texts, [FILTERS_DIFFER, someFilter("leave environments and prefixes out")]);

const ENVIRONMENTS = checking(LIST, (environments) =>
  environments.flatMap((environment, index) =>
    breachesOf(SETTINGS.environment.rules, environment).map((problem) => ({
      ...problem,
      path: [index],
    })),
  ),
);

const RULE = checking(
  objectOf({
    destinations: DESTINATIONS,
    environments: ENVIRONMENTS.optional(),
    prefixes: keeping(LIST, REPLICATION_PREFIX_RULES).optional(),
    createRepositories: flag.optional(),
  }) as unknown as z.ZodType<ReplicationRule>,
  ({ environments = [], prefixes = [] }) =>
    breachesOf([filterCount("environments and prefixes")], [...environments, ...prefixes]).map(
      (problem) => ({ ...problem, path: ["prefixes"] }),
    ),
);

/** The shape of `replication`. */
export const REPLICATION = keeping(
  z.array(RULE, "must be a list of objects") as z.ZodType<readonly ReplicationRule[]>,
  [REPLICATION_COUNT],
);
