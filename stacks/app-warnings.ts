import { AnnotationMetadataEntryType, type App } from "cdktf";
import { appWarnings } from "../checks/app-warnings.ts";

/**
 * Warns about what is suspicious between stacks. It is found in what was written, and added to the
 * manifest, which the CDKTF CLI reads.
 */
export function addAppWarnings(app: App): void {
  for (const { stack, text } of appWarnings(app)) {
    const { constructPath, annotations } = app.manifest.stacks[stack]!;
    annotations.push({ constructPath, level: AnnotationMetadataEntryType.WARN, message: text });
    app.node.addMetadata(AnnotationMetadataEntryType.WARN, text);
  }
  app.manifest.writeToFile();
}
