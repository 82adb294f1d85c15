import { AnnotationMetadataEntryType, type App, type TerraformStack } from "cdktf";
import { automaticTags } from "../constructs/automatic-tags.ts";
import type { CompleteEnvironmentSettings } from "./environment-settings.ts";

/** Warns of what is legal but rarely meant. The CDKTF CLI shows it, and so does the program. */
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
  const { environment, imageTagMutability, enableCrossAccountAccess, crossAccountIds } = settings;
  const warnings: string[] = [];
  if (environment === "production" && imageTagMutability === "MUTABLE") {
    warnings.push('imageTagMutability is "MUTABLE": a tag in production can be overwritten');
  }
  if (enableCrossAccountAccess && crossAccountIds.length === 0) {
    warnings.push("enableCrossAccountAccess is true: crossAccountIds is empty, so none may pull");
  }
  for (const [key, value] of overriddenTags(settings)) {
    warnings.push(`tags["${key}"] is ${JSON.stringify(value)}: the automatic tag replaces it`);
  }
  return warnings;
}

function overriddenTags({ environment, tags }: CompleteEnvironmentSettings): [string, string][] {
  const automatic: Record<string, string> = automaticTags(environment, "the component's name");
  return Object.entries(tags).filter(([key, value]) => (automatic[key] ?? value) !== value);
}
