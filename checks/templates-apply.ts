import { prefixCovers } from "../settings/registry/prefix.ts";
import type { AppWarning } from "./app-warning.ts";
import { ANY, type Cached, cachedIn, type Made, replicatedIn } from "./made-repositories.ts";
import { mayBeOne } from "./place.ts";
import type { WrittenStack } from "./written-stacks.ts";
import { templateFor, templatesIn, type WrittenTemplate } from "./written-templates.ts";

/** Templates that apply to nothing, and caches that have none. */
export function templateWarnings(stacks: readonly WrittenStack[]): AppWarning[] {
  const templates = stacks.flatMap(templatesIn);
  const cached = stacks.flatMap(cachedIn);
  const made = [...cached, ...replicatedIn(stacks)];
  return [
    ...cached.flatMap((cache) => withoutTemplate(cache, templates)),
    ...templates.flatMap((template) => appliesToNothing(template, templates, made)),
  ];
}

function withoutTemplate(
  { stack, use, place, name, words }: Cached,
  templates: readonly WrittenTemplate[],
): AppWarning[] {
  const template = templateFor(templates, place, name);
  if (template?.appliedFor.includes(use)) return [];
  const why = template
    ? `the creation template ${template.prefix} is not applied for ${use}`
    : "no creation template is for it";
  return [
    {
      stack,
      text: `${stack}.pullThroughCaches has ${words}: ${why}. What ECR makes for it, others cannot pull, and its images never expire. Add a creation template with its prefix`,
    },
  ];
}

function appliesToNothing(
  template: WrittenTemplate,
  templates: readonly WrittenTemplate[],
  made: readonly Made[],
): AppWarning[] {
  const { stack, place, prefix, appliedFor } = template;
  const here = made.filter((each) => appliedFor.includes(each.use) && mayBeOne(each.place, place));
  const covered = here.filter(({ name }) => prefixCovers(prefix, name));
  const isBelow = here.some(
    ({ name }) => name.endsWith(ANY) && `${prefix}/`.startsWith(name.slice(0, -ANY.length)),
  );
  if (isBelow || covered.some((each) => templateFor(templates, each.place, each.name) === template))
    return [];
  const [hidden] = covered;
  if (hidden) {
    const other = templateFor(templates, hidden.place, hidden.name)!;
    return [
      {
        stack,
        text: `${stack}.creationTemplates has the prefix ${prefix}, which applies to nothing: for ${hidden.words}, ECR takes the more specific ${other.prefix} of ${other.stack}. Remove one of the two`,
      },
    ];
  }
  // The sources of a replication may be elsewhere.
  if (appliedFor.includes("REPLICATION") && !here.some(({ use }) => use === "REPLICATION"))
    return [];
  return [
    {
      stack,
      text: `${stack}.creationTemplates has the prefix ${prefix}: neither a cache of the registry nor the replication of the app makes a repository below it`,
    },
  ];
}
