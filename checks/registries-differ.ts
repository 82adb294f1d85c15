import type { Problem } from "../settings/problem.ts";
import { mayBeOne, type Place, placeOf } from "./place.ts";
import type { WrittenStack } from "./written-stacks.ts";

/** Of each, a registry has one: a second overwrites the first, and a destroy of it resets both. */
const TYPES = [
  "aws_ecr_registry_scanning_configuration",
  "aws_ecr_replication_configuration",
  "aws_ecr_registry_policy",
] as const;

interface Written {
  readonly address: string;
  readonly place: Place;
}

/** No setting of a registry may be written twice. */
export function registriesDiffer(stacks: readonly WrittenStack[]): Problem[] {
  return TYPES.flatMap((type) => {
    const earlier: Written[] = [];
    return stacks.flatMap((stack) =>
      Object.entries(stack.json.resource?.[type] ?? {}).flatMap(([name, { provider }]) => {
        const written = {
          address: `${stack.id}.${type}.${name}`,
          place: placeOf(stack, provider),
        };
        const other = earlier.find(({ place }) => mayBeOne(place, written.place));
        earlier.push(written);
        return other ? [problemOf(written, other)] : [];
      }),
    );
  });
}

function problemOf({ address, place }: Written, other: Written): Problem {
  return {
    path: address,
    value: [...place.accountIds, place.region].join(" "),
    must: `must be the only one of its account and region: it overwrites ${other.address}. Put both into one stack`,
    source: "ECR, Private registry settings",
  };
}
