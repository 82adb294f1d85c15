import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { App } from "cdktf";
import type * as z from "zod";
import { writtenStacks } from "../../checks/written-stacks.ts";
import { RegistryStack } from "../registry-stack.ts";
import { type PROJECT, PROJECT_FILE, PROJECT_FORMAT } from "./project-format.ts";
import { toSynthesizedRegistry } from "./synthesized-registry.ts";
import { toSynthesizedStack } from "./synthesized-stack.ts";

/** Describes the stacks of an app to the tool, as `app.synth()` wrote them. */
export function writeProjectFile(app: App): void {
  const outdir = resolve(app.outdir);
  const written = writtenStacks(app);
  const stacks = written
    .filter(({ json }) => json.resource?.aws_ecr_repository !== undefined)
    .map((stack) => toSynthesizedStack(stack, outdir));
  const registryStacks = app.node.findAll().filter((stack) => stack instanceof RegistryStack);
  const registries = registryStacks.flatMap(({ node, settings }) =>
    written
      .filter(({ id }) => id === node.id)
      .map((stack) => toSynthesizedRegistry(stack, settings, outdir)),
  );
  const project: z.infer<typeof PROJECT> = { format: PROJECT_FORMAT, stacks, registries };
  writeFileSync(join(outdir, PROJECT_FILE), `${JSON.stringify(project, null, 2)}\n`);
}
