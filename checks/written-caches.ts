import { withoutSlash } from "../settings/registry/prefix.ts";
import { type Place, placeOf } from "./place.ts";
import type { WrittenStack } from "./written-stacks.ts";

/** A pull-through cache as a stack has it. */
export interface WrittenCache {
  readonly stack: string;
  readonly place: Place;
  readonly prefix: string;
  readonly upstream: string;
}

/** The pull-through caches of a stack. */
export function cachesIn(stack: WrittenStack): WrittenCache[] {
  const written = stack.json.resource?.aws_ecr_pull_through_cache_rule ?? {};
  return Object.values(written).map(
    ({ provider, ecr_repository_prefix, upstream_registry_url }) => ({
      stack: stack.id,
      place: placeOf(stack, provider),
      prefix: withoutSlash(`${ecr_repository_prefix}`),
      upstream: `${upstream_registry_url}`,
    }),
  );
}
