import { textTable } from "../../stacks/text-table.ts";
import { EXIT, failure } from "../command-error.ts";
import { isImmutable } from "../ecr/image-tag.ts";
import { Registry } from "../ecr/registry.ts";
import { progress, type Report, toCommandError } from "../report.ts";
import { readStack, repositoryOf } from "../synthesized-stacks.ts";
import { ImageCopier } from "./image-copier.ts";
import { type MirroredImage, readMirrorManifest } from "./mirror-manifest.ts";

/** The result of copying one tag. */
interface MirroredTag {
  readonly component: string;
  readonly tag: string;
  readonly result: "copied" | "there already" | "failed";
  readonly digest?: string;
  readonly error?: string;
}

/**
 * Copies the third-party images of the manifest into a stack's repositories. If one fails, the others
 * are still copied.
 */
export async function mirror(stackName: string): Promise<Report> {
  const images = readMirrorManifest();
  const stack = readStack(stackName);
  const named = images.map((image) => ({ image, name: repositoryOf(stack, image.component).name }));
  const copier = await ImageCopier.find();
  const registry = new Registry(stack);
  await copier.login(await registry.login());

  const results: MirroredTag[] = [];
  for (const { image, name } of named) {
    results.push(...(await mirrorImage(copier, registry, image, name)));
  }
  const failed = results.filter(({ result }) => result === "failed");
  return {
    data: { stack: stack.id, tool: copier.name, images: results },
    text: describe(results),
    exitCode: failed.length > 0 ? EXIT.refused : EXIT.done,
  };
}

async function mirrorImage(
  copier: ImageCopier,
  registry: Registry,
  { component, upstream, tags }: MirroredImage,
  name: string,
): Promise<MirroredTag[]> {
  const results: MirroredTag[] = [];
  for (const tag of tags) {
    progress(`${component}:${tag} from ${upstream}`);
    const result = await mirrorTag(copier, registry, upstream, name, tag).catch(toFailure);
    results.push({ component, tag, ...result });
  }
  return results;
}

type Result = Pick<MirroredTag, "result" | "digest" | "error">;

async function mirrorTag(
  copier: ImageCopier,
  registry: Registry,
  upstream: string,
  name: string,
  tag: string,
): Promise<Result> {
  const repository = await registry.repository(name);
  const target = `${repository.repositoryUri}:${tag}`;
  const digest = await copier.digest(`${upstream}:${tag}`);
  const present = await registry.digestOf(name, tag);
  if (present === digest) return { result: "there already", digest };
  if (present && isImmutable(tag, repository)) {
    const error = `${name}:${tag} is ${present}, upstream has ${digest}, and its tags are immutable`;
    return { result: "failed", error };
  }
  // By digest, because the tag may move in the meantime.
  await copier.copy(`${upstream}@${digest}`, target);
  const copied = await registry.digestOf(name, tag);
  if (copied === digest) return { result: "copied", digest };
  throw failure(`${target} was copied, but ECR has ${copied ?? "no such image"}`);
}

function toFailure(error: unknown): Result {
  return { result: "failed", error: toCommandError(error).message };
}

function describe(results: readonly MirroredTag[]): string {
  const rows = results.map(({ component, tag, result, digest }) => [
    `${component}:${tag}`,
    result,
    digest ?? "",
  ]);
  const errors = results.flatMap(({ component, tag, error }) =>
    error ? [`${component}:${tag}: ${error}`] : [],
  );
  return [textTable([["Image", "Result", "Digest"], ...rows]), ...errors].join("\n");
}
