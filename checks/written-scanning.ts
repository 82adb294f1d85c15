import type { FilterRule } from "../settings/registry/scan-frequency.ts";
import { type Place, placeOf } from "./place.ts";
import type { WrittenStack } from "./written-stacks.ts";

/** A registry's scanning configuration as a stack has it. */
export interface WrittenScanning {
  readonly stack: string;
  readonly place: Place;
  readonly type: string;
  readonly rules: readonly FilterRule[];
}

/** The scanning configurations of a stack. */
export function scanningIn(stack: WrittenStack): WrittenScanning[] {
  const written = stack.json.resource?.aws_ecr_registry_scanning_configuration ?? {};
  return Object.values(written).map(({ provider, scan_type, rule }) => ({
    stack: stack.id,
    place: placeOf(stack, provider),
    type: `${scan_type}`,
    rules: [rule ?? []].flat().map(({ scan_frequency, repository_filter }) => ({
      frequency: `${scan_frequency}`,
      filters: [repository_filter ?? []].flat().map(({ filter }) => `${filter}`),
    })),
  }));
}
