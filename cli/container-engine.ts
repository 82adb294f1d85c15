import { failure, refusal } from "./command-error.ts";
import type { Login } from "./ecr/registry.ts";
import { isInstalled, runProgram } from "./run-program.ts";

const ENGINES = ["docker", "podman"] as const;

/** Docker, or Podman, which takes the same commands. */
export class ContainerEngine {
  private constructor(private readonly program: string) {}

  /**
   * The first engine that is installed.
   *
   * @throws CommandError where there is none
   */
  static async find(): Promise<ContainerEngine> {
    for (const program of ENGINES) {
      if (await isInstalled(program, "version")) return new ContainerEngine(program);
    }
    throw failure(`Install ${ENGINES.join(" or ")}: none of them was found.`);
  }

  async login({ registry, username, password }: Login): Promise<void> {
    const args = ["login", "--username", username, "--password-stdin", registry];
    await runProgram(this.program, args, { input: password });
  }

  /**
   * The id of a local image.
   *
   * @throws CommandError where there is no such image on this machine
   */
  async imageId(reference: string): Promise<string> {
    const [image] = await runProgram(this.program, ["image", "inspect", "--", reference])
      .then((printed) => JSON.parse(printed.toString()) as LocalImage[])
      .catch(() => []);
    if (image && isNamed(image, reference)) return image.Id;
    throw refusal(
      `${reference}: ${this.program} has no such image. Build it under this name, or name another with --image.`,
    );
  }

  /** Gives a local image, by its id, a second name and pushes it under that. */
  async push(imageId: string, target: string): Promise<void> {
    await runProgram(this.program, ["tag", imageId, target]);
    await runProgram(this.program, ["push", target], { isShown: true });
  }
}

/** What `image inspect` tells of an image. */
interface LocalImage {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
}

// Podman also takes the end of a name, and so another registry's image.
function isNamed({ Id, RepoTags }: LocalImage, reference: string): boolean {
  const isId = /^(?:sha256:)?[0-9a-f]{12,64}$/.test(reference);
  if (isId) return Id.replace("sha256:", "").startsWith(reference.replace("sha256:", ""));
  const name = /:[^/]+$/.test(reference) ? reference : `${reference}:latest`;
  const prefixes = ["", "localhost/", "docker.io/", "docker.io/library/"];
  return prefixes.some((prefix) => RepoTags?.includes(prefix + name));
}
