import { AnnotationMetadataEntryType, type App, type TerraformStack } from "cdktf";
import { automaticTags } from "../settings/automatic-tags.ts";
import type { CompleteEnvironmentSettings } from "../settings/environment-settings.ts";

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
  const {
    environment,
    imageTagMutability,
    enableCrossAccountAccess,
    crossAccountIds,
    repositories,
  } = settings;
  const warnings: string[] = [];
  const parts = [
    { path: "", component: "the component's name", imageTagMutability, tags: settings.tags },
    ...repositories.map((image) => ({
      ...image,
      path: `repositories[${JSON.stringify(image.component)}].`,
    })),
  ];
  for (const { path, component, imageTagMutability: mutability, tags = {} } of parts) {
    if (environment === "production" && mutability === "MUTABLE") {
      warnings.push(
        `${path}imageTagMutability is "MUTABLE": a tag in production can be overwritten`,
      );
    }
    for (const [key, value] of overriddenTags(automaticTags(environment, component), tags)) {
      warnings.push(
        `${path}tags["${key}"] is ${JSON.stringify(value)}: the automatic tag replaces it`,
      );
    }
  }
  const accounts = [
    crossAccountIds,
    ...repositories.map((image) => image.crossAccountIds ?? []),
  ].flat();
  if (enableCrossAccountAccess && accounts.length === 0) {
    warnings.push("enableCrossAccountAccess is true: crossAccountIds is empty, so none may pull");
  }
  if (!enableCrossAccountAccess && repositories.some((image) => image.crossAccountIds?.length)) {
    warnings.push(
      "enableCrossAccountAccess is false: the repositories' crossAccountIds have no effect",
    );
  }
  return warnings;
}

function overriddenTags(
  automatic: Readonly<Record<string, string>>,
  tags: Readonly<Record<string, string>>,
): [string, string][] {
  return Object.entries(tags).filter(
    ([key, value]) => Object.hasOwn(automatic, key) && automatic[key] !== value,
  );
}
