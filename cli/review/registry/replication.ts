import type { CopyRule } from "../../../settings/registry/replication.ts";
import { blocksIn } from "./blocks.ts";
import type { Configuration } from "./configuration.ts";
import { lostCopies } from "./copies.ts";

/** What copies a registry's images to other registries. */
export const REPLICATION: Configuration<readonly CopyRule[]> = {
  type: "aws_ecr_replication_configuration",
  kind: "replication",
  name: "replication configuration",
  attributes: ["replication_configuration"],
  none: [],
  gap: "The plan deletes the replication configuration and creates it anew. What is pushed in between is not copied.",
  remedy:
    "To go on copying, put the rule back with its destinations and filters. ECR does not copy later what was pushed in between.",
  permission: "ecr:DescribeRegistry",
  read: ({ replication_configuration }) =>
    blocksIn(replication_configuration)
      .flatMap(({ rule }) => blocksIn(rule))
      .map(({ destination, repository_filter }) => ({
        destinations: blocksIn(destination).map(({ region, registry_id }) => ({
          region: `${region}`,
          accountId: `${registry_id}`,
        })),
        prefixes: blocksIn(repository_filter).map(({ filter }) => `${filter}`),
      })),
  ask: (ecr, place) => ecr.replication(place),
  losses: (before, after, repositories) =>
    lostCopies(
      before,
      after,
      repositories.map(({ name }) => name),
    ),
};
