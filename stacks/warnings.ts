import { AnnotationMetadataEntryType, type App, type TerraformStack } from "cdktf";
import type { LifecycleRule } from "../policies/lifecycle/lifecycle-rule.ts";
import { automaticTags } from "../settings/automatic-tags.ts";
import type { CompleteEnvironmentSettings } from "../settings/environment-settings.ts";
import { pathOf } from "../settings/repository-path.ts";
import type { ImageTagMutability } from "../settings/settings.ts";

/** Warns about valid but suspicious settings. Both the CDKTF CLI and `npm run synth` show them. */
export function addWarnings(stack: TerraformStack, settings: CompleteEnvironmentSettings): void {
  for (const warning of warningsOf(settings)) {
    // Annotations.addWarning would write this machine's paths to the manifest.
    stack.node.addMetadata(AnnotationMetadataEntryType.WARN, `${stack.node.id}.${warning}`);
  }
}

/** The warnings of every stack of an app. */
export function allWarnings(app: App): string[] {
  return app.node
    .findAll()
    .flatMap((construct) => construct.node.metadata)
    .filter(({ type }) => type === AnnotationMetadataEntryType.WARN)
    .map(({ data }) => String(data));
}

function warningsOf(settings: CompleteEnvironmentSettings): string[] {
  const { environment, repositories } = settings;
  const holders = [
    { ...settings, path: "", component: "the component's name" },
    ...repositories.map((repository) => ({ ...repository, path: `${pathOf(repository)}.` })),
  ];
  return [
    ...holders.flatMap(({ path, component, imageTagMutability, lifecycleRules, tags }) => [
      ...mutableTags(path, environment, imageTagMutability),
      ...overriddenTags(path, automaticTags(environment, component), tags),
      ...halfArchived(path, lifecycleRules),
    ]),
    ...pointlessAccess(settings),
  ];
}

function mutableTags(path: string, environment: string, mutability?: ImageTagMutability): string[] {
  return environment === "production" && mutability === "MUTABLE"
    ? [`${path}imageTagMutability is "MUTABLE": a tag in production can be overwritten`]
    : [];
}

// The images that a manifest list refers to are untagged, and decided by the first of these rules.
function halfArchived(path: string, rules: readonly LifecycleRule[] = []): string[] {
  const archives = ({ archiveAfterDaysUnpulled }: LifecycleRule) =>
    archiveAfterDaysUnpulled !== undefined;
  const ofStandard = rules.filter((rule) => rule.expireAfterDaysArchived === undefined);
  const untagged = ofStandard.find(({ tagStatus }) => tagStatus !== undefined);
  const isArchived = ofStandard.some((rule) => rule.tagStatus === undefined && archives(rule));
  const isExpired = untagged && !archives(untagged) && !untagged.keepForever;
  return isArchived && isExpired
    ? [
        `${path}lifecycleRules archive tagged images and expire untagged ones: a manifest list in the archive no longer keeps its images. Archive untagged images too`,
      ]
    : [];
}

function overriddenTags(
  path: string,
  automatic: Readonly<Record<string, string>>,
  tags: Readonly<Record<string, string>> = {},
): string[] {
  return Object.entries(tags)
    .filter(([key, value]) => Object.hasOwn(automatic, key) && automatic[key] !== value)
    .map(
      ([key, value]) =>
        `${path}tags["${key}"] is ${JSON.stringify(value)}: the automatic tag replaces it`,
    );
}

function pointlessAccess(settings: CompleteEnvironmentSettings): string[] {
  const { enableCrossAccountAccess, crossAccountIds, repositories } = settings;
  const own = repositories.flatMap((repository) => repository.crossAccountIds ?? []);
  if (enableCrossAccountAccess) {
    return crossAccountIds.length + own.length > 0
      ? []
      : ["enableCrossAccountAccess is true: crossAccountIds is empty, so it has no effect"];
  }
  return own.length === 0
    ? []
    : ["enableCrossAccountAccess is false: the repositories' crossAccountIds have no effect"];
}
