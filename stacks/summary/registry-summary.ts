import type { CreationTemplate } from "../../settings/registry/creation-template.ts";
import { ROOT } from "../../settings/registry/prefix.ts";
import type { PullThroughCache } from "../../settings/registry/pull-through-cache.ts";
import { type ReplicationRule, resolveRule } from "../../settings/registry/replication.ts";
import { filterText, type Scanning } from "../../settings/registry/scanning.ts";
import type { RegistryStack } from "../registry-stack.ts";

/** The header of the summary's table of registry stacks. */
export const REGISTRY_HEADER = [
  "Registry",
  "Account",
  "Region",
  "Scanning",
  "Replication",
  "Caches",
  "Templates",
  "Policy",
];

/** The cells of a registry stack in the summary, each with one line or more. */
export function registryCells(stack: RegistryStack): string[][] {
  const { node, settings, isValid } = stack;
  if (!isValid) return [[node.id]];
  const { accountId, region, scanning, replication, pullThroughCaches, creationTemplates } =
    settings;
  return [
    [node.id],
    [accountId],
    [region],
    scanningCell(scanning),
    orAsInAws(replication.flatMap((rule) => replicationCell(rule, accountId))),
    orNone(pullThroughCaches.map(cacheCell)),
    orNone(creationTemplates.map(templateCell)),
    orAsInAws(stack.statements().map(({ Sid }, index) => `${Sid ?? `statement ${index + 1}`}`)),
  ];
}

const AS_IN_AWS = "as in AWS";

function scanningCell(scanning: Scanning | null): string[] {
  if (scanning === null) return [AS_IN_AWS];
  const { type, rules } = scanning;
  if (rules.length === 0) return [type];
  return rules.map(
    ({ frequency, filters }) => `${type} ${frequency} ${inShort(filters.map(filterText))}`,
  );
}

function replicationCell(rule: ReplicationRule, ownAccountId: string): string[] {
  const { prefixes, destinations } = resolveRule(rule, ownAccountId);
  const what = prefixes.length > 0 ? inShort(prefixes.map((prefix) => `${prefix}*`)) : "*";
  return destinations.map(({ region, accountId }) => `${what} to ${accountId} ${region}`);
}

/** The most items of a list within a line. */
const MOST_ITEMS = 4;

function inShort(items: readonly string[]): string {
  const more = items.length - MOST_ITEMS;
  const shown = items.slice(0, MOST_ITEMS).join(", ");
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function cacheCell({ ecrRepositoryPrefix, upstreamRegistryUrl }: PullThroughCache): string {
  return `${below(ecrRepositoryPrefix)} from ${upstreamRegistryUrl}`;
}

function templateCell({ prefix, appliedFor }: CreationTemplate): string {
  return `${below(prefix)} for ${appliedFor.join(", ")}`;
}

function below(prefix: string): string {
  return prefix === ROOT ? ROOT : `${prefix}/*`;
}

function orAsInAws(lines: string[]): string[] {
  return lines.length > 0 ? lines : [AS_IN_AWS];
}

function orNone(lines: string[]): string[] {
  return lines.length > 0 ? lines : ["none"];
}
