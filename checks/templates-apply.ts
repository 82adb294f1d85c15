import { prefixCovers, ROOT } from "../settings/registry/prefix.ts";
import type { AppWarning } from "./app-warning.ts";
import { mayBeOne, type Place } from "./place.ts";
import { cachesIn } from "./written-caches.ts";
import { destinationsOf, replicationsIn } from "./written-replication.ts";
import type { WrittenStack } from "./written-stacks.ts";
import { templateFor, templatesIn, type WrittenTemplate } from "./written-templates.ts";

/** Repositories that ECR makes in a registry of the app: one, or all below a cache's prefix. */
interface Made {
  readonly use: string;
  readonly place: Place;
  /** A repository's name; below a cache's prefix, any name. */
  readonly name: string;
  /** How a warning calls them. */
  readonly words: string;
}

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

interface Cached extends Made {
  readonly stack: string;
}

function cachedIn(stack: WrittenStack): Cached[] {
  return cachesIn(stack).map(({ place, prefix, upstream }) => ({
    stack: stack.id,
    use: "PULL_THROUGH_CACHE",
    place,
    name: prefix === ROOT ? ANY : `${prefix}/${ANY}`,
    words: `the cache of ${upstream}`,
  }));
}

/** Stands for any name below a prefix: no name of a repository has it. */
const ANY = "*";

function replicatedIn(stacks: readonly WrittenStack[]): Made[] {
  return replicationsIn(stacks).flatMap((source) =>
    source.repositories.flatMap(({ name }) =>
      destinationsOf(source, name).map((place) => ({
        use: "REPLICATION",
        place,
        name,
        words: `the replication of ${name}`,
      })),
    ),
  );
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
