import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Repository } from "@aws-sdk/client-ecr";
import type { SynthesizedStack } from "../../stacks/project-file/project-format.ts";
import { EXIT, failure } from "../command-error.ts";
import { checkTag } from "../ecr/image-tag.ts";
import { Registry } from "../ecr/registry.ts";
import { readTags } from "../ecr/tagged-image.ts";
import { exitCodeOfSignal, guarding, untilSignal } from "../interruption.ts";
import { addLogin } from "../login/auth-file.ts";
import { writeDockerFolder } from "../login/docker-config.ts";
import { type Report, toCommandError } from "../report.ts";
import { readStack, repositoryOf } from "../synthesized-stacks.ts";
import { findImage } from "./find-image.ts";
import { type PushedTag, pushTags, type Target } from "./push-tags.ts";
import { refuseTakenTags } from "./taken-tags.ts";

/** What to push, and where to. */
export interface PushRequest {
  /** The stack's name. */
  readonly stack: string;
  readonly component: string;
  /** One or more. */
  readonly tags: readonly string[];
  /**
   * The image: one on this machine, the folder of an OCI image layout, an archive, or one of a registry
   * by its digest.
   *
   * @default COMPONENT:TAG with the first tag
   */
  readonly image?: string;
  /**
   * A file that keeps the login.
   *
   * @default - the login is gone when the push ends
   */
  readonly authFile?: string;
}

/**
 * Pushes an image into a component's repository: uploads it once, under the first tag that is not
 * there, and then gives it the others. A tag that ECR would refuse after the upload is refused before
 * it. A tag that holds this image already is done, so a second run finishes what a first began.
 */
export async function push(request: PushRequest): Promise<Report> {
  request.tags.forEach(checkTag);
  const stack = readStack(request.stack);
  const folder = mkdtempSync(join(tmpdir(), "artos-ecr-"));
  try {
    return await guarding(() => pushImage(request, stack, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function pushImage(
  request: PushRequest,
  stack: SynthesizedStack,
  folder: string,
): Promise<Report> {
  const { component } = request;
  const tags = [...new Set(request.tags)];
  const { image: reference = `${component}:${tags[0]}` } = request;
  const { name } = repositoryOf(stack, component);
  const image = await findImage(reference, folder);

  const registry = new Registry(stack);
  const repository = await untilSignal(registry.repository(name));
  const present = await untilSignal(readTags(registry, name, tags));
  refuseTakenTags(repository, image, tags, present);
  const loginFolder = await logIn(registry, repository, request, folder);

  const target: Target = { registry, repository: repository.repositoryUri, name, loginFolder };
  const pushed: PushedTag[] = [];
  try {
    for await (const tag of pushTags(target, image, tags, present)) pushed.push(tag);
  } catch (error) {
    return stoppedReport(request, pushed, toCommandError(error).message);
  }
  const data = { stack: stack.id, component, image: reference, pushed };
  return { data, text: describe(pushed) };
}

/** @returns a folder of Docker's settings with the login, below the given one */
async function logIn(
  registry: Registry,
  { repositoryUri, repositoryName }: Repository,
  { authFile }: PushRequest,
  folder: string,
): Promise<string> {
  const credentials = await untilSignal(registry.login());
  if (repositoryUri !== `${credentials.registry}/${repositoryName}`) {
    throw failure(`AWS: ${repositoryName} is at ${repositoryUri}, not in ${credentials.registry}`);
  }
  if (authFile !== undefined) addLogin(authFile, credentials);
  const loginFolder = join(folder, "docker");
  writeDockerFolder(loginFolder, credentials);
  return loginFolder;
}

function stoppedReport(
  { stack, component, tags }: PushRequest,
  pushed: readonly PushedTag[],
  error: string,
): Report {
  const done = pushed.length > 0 ? ["Done before that:", describe(pushed)] : [];
  const left = tags.filter((tag) => !pushed.some((candidate) => candidate.tag === tag));
  const remedy = `Not done: ${left.join(", ")}. The same command again does the rest.`;
  return {
    data: { stack, component, pushed, error },
    text: [error, ...done, remedy].join("\n"),
    exitCode: exitCodeOfSignal() ?? EXIT.failed,
  };
}

function describe(pushed: readonly PushedTag[]): string {
  return pushed.map(({ reference, digest }) => `${reference}@${digest}`).join("\n");
}
