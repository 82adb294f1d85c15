import type { Problem } from "../settings/problem.ts";
import { moreLikeIt } from "./first-of-each.ts";
import { groupedBy } from "./grouped-by.ts";
import { mayBeOne, type Place, placeOf } from "./place.ts";
import type { WrittenStack } from "./written-stacks.ts";

/** What a registry has once: a second overwrites the first, and a destroy of it resets both. */
const ONCE = [
  "aws_ecr_registry_scanning_configuration",
  "aws_ecr_replication_configuration",
  "aws_ecr_registry_policy",
] as const;

/** What a registry has once under each name, by the attribute with the name. */
const ONCE_BY_NAME = {
  aws_ecr_account_setting: "name",
  aws_ecr_pull_through_cache_rule: "ecr_repository_prefix",
  aws_ecr_repository_creation_template: "prefix",
} as const;

interface Written {
  readonly stack: string;
  readonly address: string;
  readonly place: Place;
  /** Its name in the registry; empty if the registry has only one. */
  readonly name: string;
}

/** No setting of a registry may be written twice. */
export function registriesDiffer(stacks: readonly WrittenStack[]): Problem[] {
  const clashes = [
    ...ONCE.flatMap((type) => repeated(stacks, type, () => "")),
    ...Object.entries(ONCE_BY_NAME).flatMap(([type, attribute]) =>
      repeated(stacks, type, (resource) => `${resource[attribute]}`),
    ),
  ];
  const ofTwoStacks = groupedBy(clashes, ({ one, other }) => `${one.stack} ${other.stack}`);
  return [...ofTwoStacks.values()].map(([first, ...others]) => problemOf(first!, others.length));
}

interface Clash {
  readonly one: Written;
  readonly other: Written;
}

type Resource = Readonly<Record<string, unknown>> & { readonly provider?: string };

function repeated(
  stacks: readonly WrittenStack[],
  type: string,
  nameOf: (resource: Resource) => string,
): Clash[] {
  const earlier: Written[] = [];
  return stacks.flatMap((stack) => {
    const resources: Readonly<Record<string, unknown>> = stack.json.resource ?? {};
    const ofType = (resources[type] ?? {}) as Readonly<Record<string, Resource>>;
    return Object.entries(ofType).flatMap(([logicalId, resource]) => {
      const written = {
        stack: stack.id,
        address: `${stack.id}.${type}.${logicalId}`,
        place: placeOf(stack, resource.provider),
        name: nameOf(resource),
      };
      const other = earlier.find(
        ({ place, name }) => name === written.name && mayBeOne(place, written.place),
      );
      earlier.push(written);
      return other ? [{ one: written, other }] : [];
    });
  });
}

function problemOf({ one: { address, place, name }, other }: Clash, more: number): Problem {
  const others = moreLikeIt(more);
  return {
    path: address,
    value: [name, ...place.accountIds, place.region].filter((part) => part !== "").join(" "),
    must: `must be the only one of its account and region: it overwrites ${other.address}${others}. Put both into one stack`,
    source: "ECR, Private registry settings",
  };
}
