import type { Repository } from "@aws-sdk/client-ecr";
import { EXIT, failure, refusal } from "../command-error.ts";
import { ContainerEngine } from "../container-engine.ts";
import { checkTag, isImmutable } from "../ecr/image-tag.ts";
import { Registry } from "../ecr/registry.ts";
import { progress, type Report, toCommandError } from "../report.ts";
import { readStack, repositoryOf } from "../synthesized-stacks.ts";

/** What to push, and where to. */
export interface PushRequest {
  /** The stack's name. */
  readonly stack: string;
  readonly component: string;
  /** One or more. */
  readonly tags: readonly string[];
  /**
   * The image on this machine.
   *
   * @default COMPONENT:TAG with the first tag
   */
  readonly image?: string;
}

/** An image that was pushed. */
interface PushedImage {
  /** The image with its repository and tag. */
  readonly reference: string;
  readonly digest: string;
}

/**
 * Pushes an image of this machine into a component's repository. A tag that ECR would refuse after
 * the upload is refused before it.
 */
export async function push(request: PushRequest): Promise<Report> {
  const { component } = request;
  const tags = [...new Set(request.tags)];
  const { image = `${component}:${tags[0]}` } = request;
  tags.forEach(checkTag);
  const stack = readStack(request.stack);
  const { name } = repositoryOf(stack, component);
  const engine = await ContainerEngine.find();
  const imageId = await engine.imageId(image);

  const registry = new Registry(stack);
  const repository = await registry.repository(name);
  await refuseTakenTags(registry, repository, name, tags);
  const credentials = await registry.login();
  if (repository.repositoryUri !== `${credentials.registry}/${name}`) {
    throw failure(`AWS: ${name} is at ${repository.repositoryUri}, not in ${credentials.registry}`);
  }
  await engine.login(credentials);

  const pushed: PushedImage[] = [];
  try {
    for (const tag of tags) {
      const reference = `${repository.repositoryUri}:${tag}`;
      progress(`Pushing ${reference}`);
      await engine.push(imageId, reference);
      pushed.push({ reference, digest: await digestInEcr(registry, name, tag) });
    }
  } catch (error) {
    return stoppedReport(request, pushed, toCommandError(error).message);
  }
  return { data: { stack: stack.id, component, image, pushed }, text: describe(pushed) };
}

// Docker and Podman may report the digest of the local image instead.
async function digestInEcr(registry: Registry, name: string, tag: string): Promise<string> {
  const digest = await registry.digestOf(name, tag);
  if (!digest) throw failure(`${name}:${tag} was pushed, but ECR does not list it.`);
  return digest;
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
    if (digest)
      problems.push(`${name}:${tag} exists already as ${digest}, and its tags are immutable.`);
  }
  if (problems.length > 0) {
    throw refusal([...problems, "Nothing was pushed: choose another tag."].join("\n"));
  }
}

function stoppedReport(
  request: PushRequest,
  pushed: readonly PushedImage[],
  error: string,
): Report {
  const { stack, component } = request;
  const done = pushed.length > 0 ? [`Pushed before that:`, describe(pushed)] : [];
  return {
    data: { stack, component, pushed, error },
    text: [error, ...done].join("\n"),
    exitCode: EXIT.failed,
  };
}

function describe(pushed: readonly PushedImage[]): string {
  return pushed.map(({ reference, digest }) => `${reference}@${digest}`).join("\n");
}
