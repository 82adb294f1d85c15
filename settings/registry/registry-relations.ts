import { foreignResources } from "../../policies/registry/registry-statement-problems.ts";
import { toProblems } from "../access/policy-paths.ts";
import { relationsOf } from "../check-settings.ts";
import { partitionOf } from "../partition.ts";
import type { Problem } from "../problem.ts";
import { breachesOf } from "../shape.ts";
import { prefixAddress } from "./prefix-address.ts";
import { cachesFitThePlace, roleProblems } from "./pull-through-cache-relations.ts";
import type { CompleteRegistrySettings } from "./registry-settings.ts";
import { isSameRegistry, type RegistryPlace, resolveRule } from "./replication.ts";
import { DESTINATION_COUNT, DESTINATIONS_DIFFER } from "./replication-rules.ts";
import { templateProblems } from "./template-repository.ts";
import { ourRoleProblems } from "./template-role.ts";

const relation = relationsOf<CompleteRegistrySettings>();

const destinationsAreOthers = relation(
  ["region", "accountId", "replication"],
  ({ replication, ...own }) =>
    replication.flatMap((rule, index) =>
      resolveRule(rule, own.accountId).destinations.flatMap((destination, position) =>
        placeProblems(`replication[${index}].destinations[${position}]`, destination, own),
      ),
    ),
);

function placeProblems(path: string, destination: RegistryPlace, own: RegistryPlace): Problem[] {
  const { region, accountId } = destination;
  const source = "ECR, Private image replication";
  if (isSameRegistry(destination, own)) {
    const must = "must not be the registry itself: it cannot replicate to itself";
    return [{ path, value: `${accountId} ${region}`, must, source }];
  }
  if (partitionOf(region) === partitionOf(own.region)) return [];
  const must = `must be in the partition of the registry, ${partitionOf(own.region)}`;
  return [{ path: `${path}.region`, value: region, must, source }];
}

// The shape compares what is written: an account that is left out is the registry's own.
const destinationsDiffer = relation(["accountId", "replication"], ({ accountId, replication }) =>
  replication.flatMap((rule, index) => {
    const { destinations } = resolveRule(rule, accountId);
    const places = destinations.map((each) => `${each.region} ${each.accountId}`);
    return breachesOf([DESTINATIONS_DIFFER], places).map(
      ({ path: [position], ...problem }): Problem => ({
        ...problem,
        path: `replication[${index}].destinations[${String(position)}]`,
      }),
    );
  }),
);

const destinationsAreFew = relation(
  ["accountId", "replication"],
  ({ accountId, replication }): Problem[] => {
    const all = replication.flatMap((rule) => resolveRule(rule, accountId).destinations);
    const different = new Set(all.map((each) => `${each.accountId} ${each.region}`));
    return breachesOf([DESTINATION_COUNT], [...different]).map((problem) => ({
      ...problem,
      path: "replication",
    }));
  },
);

const resourcesAreHere = relation(
  ["region", "accountId", "policyStatements"],
  ({ region, accountId, policyStatements }) => {
    const repositories = `arn:${partitionOf(region)}:ecr:${region}:${accountId}:repository/`;
    return policyStatements.flatMap((statement, index) =>
      toProblems(`policyStatements[${index}]`, foreignResources(statement, repositories)),
    );
  },
);

const templatesAreRight = relation(
  ["region", "accountId", "creationTemplates"],
  ({ creationTemplates, region, accountId }) =>
    creationTemplates.flatMap((template, index) => {
      const place = { region, accountId };
      const path = `creationTemplates[${index}]`;
      return [
        ...templateProblems(path, template, place),
        ...roleProblems(path, template.customRoleArn, place),
      ];
    }),
);

const addressesDiffer = relation(
  ["pullThroughCaches", "creationTemplates"],
  ({ pullThroughCaches, creationTemplates }) => [
    ...sameAddresses(
      pullThroughCaches.map(({ ecrRepositoryPrefix: prefix }) => prefix),
      (index) => `pullThroughCaches[${index}].ecrRepositoryPrefix`,
    ),
    ...sameAddresses(
      creationTemplates.map(({ prefix }) => prefix),
      (index) => `creationTemplates[${index}].prefix`,
    ),
  ],
);

function sameAddresses(prefixes: readonly string[], pathOf: (index: number) => string): Problem[] {
  const addresses = prefixes.map(prefixAddress);
  return prefixes.flatMap((value, index) => {
    const first = addresses.indexOf(addresses[index]!);
    if (first === index) return [];
    const must = `must differ from ${prefixes[first]} by more than '.' and '_': a Terraform name has no '.', so both would be ${addresses[index]}`;
    return [{ path: pathOf(index), value, must, source: "Terraform, Resource addresses" }];
  });
}

const roleIsSmall = relation(
  ["region", "accountId", "creationTemplates"],
  ({ creationTemplates, ...place }) => ourRoleProblems(creationTemplates, place),
);

/** The rules between the settings of one registry stack. */
export const REGISTRY_RELATIONS = [
  destinationsAreOthers,
  destinationsDiffer,
  destinationsAreFew,
  cachesFitThePlace,
  templatesAreRight,
  roleIsSmall,
  resourcesAreHere,
  addressesDiffer,
];
