import type { SynthesizedStack } from "../../stacks/project-file/project-format.ts";
import { usageError } from "../command-error.ts";
import { copyTags } from "../copying/copy-tags.ts";
import { EcrRepositories } from "../copying/ecr-repositories.ts";
import { ImageCopier } from "../copying/image-copier.ts";
import { count, describe, exitCodeOf, isLeft, type TagResult } from "../copying/tag-result.ts";
import { Registry } from "../ecr/registry.ts";
import { UntilExpired } from "../ecr/until-expired.ts";
import { guarding, untilSignal } from "../interruption.ts";
import type { Report } from "../report.ts";
import { readStack, repositoriesOf, repositoryOf } from "../synthesized-stacks.ts";
import { MIRROR_MANIFEST, readMirrorManifest } from "./mirror-manifest.ts";
import { planTags, type WantedTag } from "./plan-tags.ts";

/** What to copy, and where to. */
export interface MirrorRequest {
  /** The stack's name. */
  readonly stack: string;
  /** The components whose images are copied. Without any, all of the manifest. */
  readonly components: readonly string[];
  /** Whether to report what would be copied, and copy nothing. */
  readonly dryRun: boolean;
}

/** A tag with what became of it. */
interface MirroredTag extends TagResult {
  readonly component: string;
  readonly tag: string;
}

/**
 * Copies the third-party images of the manifest into a stack's repositories. If one fails, the others
 * are still copied.
 */
export async function mirror({ stack: id, components, dryRun }: MirrorRequest): Promise<Report> {
  const manifest = readMirrorManifest();
  const stack = readStack(id);
  const wanted = wantedTags(stack, manifest, components);
  return guarding(() => copyWanted(stack, wanted, dryRun));
}

async function copyWanted(
  stack: SynthesizedStack,
  wanted: readonly WantedTag[],
  dryRun: boolean,
): Promise<Report> {
  const registry = new Registry(stack);
  const [login, copier] = await Promise.all([untilSignal(registry.login()), ImageCopier.find()]);
  const untilExpired = new UntilExpired();
  const repositories = new EcrRepositories(registry, untilExpired);
  const perform = async (): Promise<TagResult[]> => {
    const plans = await planTags(wanted, repositories, copier, untilExpired);
    const copies = plans.flatMap((plan) => ("copy" in plan ? [plan.copy] : []));
    if (copies.length > 0 && !dryRun) copier.login([login]);
    const copied = dryRun ? new Map() : await copyTags(copies, repositories, copier, untilExpired);
    return plans.map((plan): TagResult => {
      if (!("copy" in plan)) return plan.result;
      return copied.get(plan.copy) ?? { result: "would be copied", digest: plan.copy.digest };
    });
  };
  const results = await perform().finally(() => copier.end());
  const images = wanted.map(
    ({ component, tag }, index): MirroredTag => ({
      component,
      tag,
      ...(results[index] as TagResult),
    }),
  );
  const error = images.some(isLeft) ? untilExpired.reason : undefined;
  return {
    data: { stack: stack.id, tool: copier.name, images, ...(error ? { error } : {}) },
    text: [
      describe(images.map((image) => ({ ...image, name: `${image.component}:${image.tag}` }))),
      ...(error ? [error, count(images), "Run it again to do the rest."] : []),
    ].join("\n"),
    exitCode: exitCodeOf(images),
  };
}

function wantedTags(
  stack: SynthesizedStack,
  manifest: ReturnType<typeof readMirrorManifest>,
  components: readonly string[],
): WantedTag[] {
  repositoriesOf(stack, components);
  const missing = components.filter(
    (name) => !manifest.some(({ component }) => component === name),
  );
  if (missing.length > 0) {
    throw usageError(
      missing.map((name) => `${MIRROR_MANIFEST} lists no image of ${name}.`).join("\n"),
    );
  }
  return manifest
    .filter(({ component }) => components.length === 0 || components.includes(component))
    .flatMap(({ component, upstream, tags, digest: pin }) => {
      const { name } = repositoryOf(stack, component);
      return tags.map((tag) => ({ component, name, upstream, tag, pin }));
    });
}
