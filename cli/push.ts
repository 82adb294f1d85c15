import type { Repository } from "@aws-sdk/client-ecr";
import { failure, refusal } from "./command-error.ts";
import { ContainerEngine } from "./container-engine.ts";
import { checkTag, isImmutable } from "./image-tag.ts";
import { Registry } from "./registry.ts";
import { progress, type Report } from "./report.ts";
import { readStack, repositoryOf } from "./synthesized-stacks.ts";

/** What to push, and as what. */
export interface PushRequest {
  readonly environment: string;
  readonly component: string;
  /** One tag or more. */
  readonly tags: readonly string[];
  /**
   * The image on this machine.
   *
   * @default COMPONENT:TAG with the first tag
   */
  readonly image?: string;
}

/**
 * Pushes an image of this machine into a component's repository. What ECR would refuse after the
 * upload is refused before it.
 */
export async function push(request: PushRequest): Promise<Report> {
  const { environment, component, tags } = request;
  const { image = `${component}:${tags[0]}` } = request;
  tags.forEach(checkTag);
  const stack = readStack(environment);
  const { name } = repositoryOf(stack, component);
  const engine = await ContainerEngine.find();
  await engine.requireImage(image);

  const registry = new Registry(stack);
  const repository = await registry.repository(name);
  await refuseTakenTags(registry, repository, name, tags);
  await engine.login(await registry.login());

  const pushed = [];
  for (const tag of tags) {
    const reference = `${repository.repositoryUri}:${tag}`;
    progress(`Pushing ${reference}`);
    await engine.push(image, reference);
    // From ECR: what Docker and Podman tell may be the digest of the local image.
    const digest = await registry.digestOf(name, tag);
    if (!digest) throw failure(`${reference} was pushed, but ECR does not list it.`);
    pushed.push({ reference, digest });
  }
  return {
    data: { environment, component, image, pushed },
    text: pushed.map(({ reference, digest }) => `${reference}@${digest}`).join("\n"),
  };
}

async function refuseTakenTags(
  registry: Registry,
  repository: Repository,
  name: string,
  tags: readonly string[],
): Promise<void> {
  const problems: string[] = [];
  for (const tag of tags.filter((candidate) => isImmutable(candidate, repository))) {
    const digest = await registry.digestOf(name, tag);
    if (digest) problems.push(`${name}:${tag} exists, as ${digest}, and its tags are immutable.`);
  }
  if (problems.length > 0) {
    throw refusal([...problems, "Nothing was pushed: take another tag."].join("\n"));
  }
}
