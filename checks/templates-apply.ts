import { prefixesOf } from "../settings/registry/prefix.ts";
import type { AppWarning } from "./app-warning.ts";
import { byPrefix, type FindByPrefix } from "./by-prefix.ts";
import { groupedBy } from "./grouped-by.ts";
import { cachedIn, isCached, type Made, replicatedIn } from "./made-repositories.ts";
import { mayBeOne } from "./place.ts";
import type { WrittenStack } from "./written-stacks.ts";
import { templatesIn, type WrittenTemplate } from "./written-templates.ts";

/** Templates that apply to nothing, and caches that have none. */
export function templateWarnings(stacks: readonly WrittenStack[]): AppWarning[] {
  const templates = stacks.flatMap(templatesIn);
  const templateOf = byPrefix(templates);
  const cached = stacks.flatMap(cachedIn);
  return [
    ...cached.flatMap((cache) => withoutTemplate(cache, templateOf)),
    ...forNothing(templates, templateOf, cached, replicatedIn(stacks)),
  ];
}

function withoutTemplate(
  { stack, use, place, name, words }: Made,
  templateOf: FindByPrefix<WrittenTemplate>,
): AppWarning[] {
  const template = templateOf(place, name);
  if (template?.appliedFor.includes(use)) return [];
  const why = template
    ? `the creation template ${template.prefix} is not applied for ${use}`
    : "no creation template is for it";
  const [longest] = prefixesOf(name);
  const remedy =
    template?.prefix === longest
      ? `Add ${use} to its appliedFor`
      : "Add a creation template with its prefix";
  return [
    {
      stack,
      text: `${stack}.pullThroughCaches has ${words}: ${why}. What ECR makes for it, others cannot pull, and its images never expire. ${remedy}`,
    },
  ];
}

/** The templates that are for none of the repositories that ECR makes. */
function forNothing(
  templates: readonly WrittenTemplate[],
  templateOf: FindByPrefix<WrittenTemplate>,
  cached: readonly Made[],
  replicated: readonly Made[],
): AppWarning[] {
  const below = groupedBy(
    [...cached, ...replicated].flatMap((each) =>
      prefixesOf(each.name).map((prefix) => ({ ...each, prefix })),
    ),
    ({ prefix }) => prefix,
  );
  return templates.flatMap((template) => {
    const { stack, place, prefix, appliedFor } = template;
    const isFor = (each: Made) => appliedFor.includes(each.use) && mayBeOne(each.place, place);
    const covered = (below.get(prefix) ?? []).filter(isFor);
    const isUsed =
      covered.some((each) => templateOf(each.place, each.name) === template) ||
      cached.some((each) => isFor(each) && isCached(each, prefix));
    if (isUsed) return [];
    const [hidden] = covered;
    if (hidden) {
      const other = templateOf(hidden.place, hidden.name)!;
      return [
        {
          stack,
          text: `${stack}.creationTemplates has the prefix ${prefix}, which applies to nothing: for ${hidden.words}, ECR takes the more specific ${other.prefix} of ${other.stack}. Remove one of the two`,
        },
      ];
    }
    // The sources of a replication may be elsewhere.
    if (appliedFor.includes("REPLICATION") && !replicated.some(isFor)) return [];
    return [
      {
        stack,
        text: `${stack}.creationTemplates has the prefix ${prefix}: neither a cache of the registry nor the replication of the app makes a repository below it`,
      },
    ];
  });
}
