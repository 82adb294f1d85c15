import { relative } from "node:path";
import { mayBeOne, placeOf } from "../../checks/place.ts";
import { isCopied, replicationsIn } from "../../checks/written-replication.ts";
import type { WrittenStack } from "../../checks/written-stacks.ts";
import { templatesIn } from "../../checks/written-templates.ts";
import type { CompleteRegistrySettings } from "../../settings/registry/registry-settings.ts";
import { type CopyRule, isSameRegistry, resolveRule } from "../../settings/registry/replication.ts";
import type { SynthesizedRegistry } from "./project-format.ts";

/**
 * Reads a registry stack from its Terraform JSON, so that every override counts. The settings decide
 * what the JSON does not have: whether a copy may create its repository.
 */
export function toSynthesizedRegistry(
  stack: WrittenStack,
  settings: CompleteRegistrySettings,
  outdir: string,
): SynthesizedRegistry {
  const place = placeOf(stack);
  const [accountId = settings.accountId, ...others] = place.accountIds;
  return {
    id: stack.id,
    folder: relative(outdir, stack.folder),
    region: `${place.region ?? ""}`,
    accountId: others.length === 0 ? accountId : settings.accountId,
    replication: replicationsIn([stack])
      .filter((written) => mayBeOne(written.place, place))
      .flatMap(({ rules }) => rules)
      .map(({ destinations, prefixes }) => {
        const rule = {
          destinations: destinations.map(({ region, accountIds }) => ({
            region: `${region}`,
            accountId: accountIds.join(),
          })),
          prefixes: [...prefixes],
        };
        return { ...rule, createRepositories: maySettingsCreate(settings, rule) };
      }),
    creationTemplates: templatesIn(stack)
      .filter((template) => mayBeOne(template.place, place))
      .map(({ prefix, appliedFor }) => ({ prefix, appliedFor: [...appliedFor] })),
  };
}

/** Whether a rule of the settings that creates repositories covers a rule. */
function maySettingsCreate(
  { accountId, replication }: CompleteRegistrySettings,
  rule: CopyRule,
): boolean {
  return replication
    .map((own) => resolveRule(own, accountId))
    .some((own) => own.createRepositories && coversRule(own, rule));
}

function coversRule(wide: CopyRule, { destinations, prefixes }: CopyRule): boolean {
  return (
    destinations.every((place) => wide.destinations.some((own) => isSameRegistry(own, place))) &&
    (prefixes.length > 0
      ? prefixes.every((prefix) => isCopied(wide, prefix))
      : wide.prefixes.length === 0)
  );
}
