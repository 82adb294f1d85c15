import { join } from "node:path";
import { failure } from "./command-error.ts";
import type { Login } from "./ecr/registry.ts";
import { interruption } from "./interruption.ts";
import { toCommandError } from "./report.ts";
import { runProgram } from "./run-program.ts";

const ENGINES = ["docker", "podman"] as const;

/** In seconds: how long an engine may take to answer. */
const ANSWER = { timeLimit: 60 };

/** Docker, or Podman, which takes the same commands. */
export class ContainerEngine {
  private constructor(
    readonly name: (typeof ENGINES)[number],
    private readonly problems: readonly string[],
  ) {}

  /**
   * The first engine that works.
   *
   * @throws CommandError with what is wrong with each if none does
   */
  static async find(): Promise<ContainerEngine> {
    const problems: string[] = [];
    for (const program of ENGINES) {
      try {
        await runProgram(program, ["version"], ANSWER);
        return new ContainerEngine(program, problems);
      } catch (error) {
        interruption.throwIfAborted();
        problems.push(whyUnusable(program, toCommandError(error).message));
      }
    }
    throw failure([`Start or install ${ENGINES.join(" or ")}.`, ...problems].join("\n"));
  }

  /** Why another engine was not asked, for the end of a message; empty if there is none. */
  get passedOver(): string {
    return this.problems.map((problem) => `\n${problem}`).join("");
  }

  /** @throws CommandError if the registry or the store of logins refuses it */
  async login({ registry, username, password }: Login): Promise<void> {
    const args = ["login", "--username", username, "--password-stdin", registry];
    await runProgram(this.name, args, { ...ANSWER, input: password });
  }

  /** @returns whether there may have been a login: Docker does not report it */
  async logout(registry: string): Promise<boolean> {
    try {
      await runProgram(this.name, ["logout", registry], ANSWER);
      return true;
    } catch (error) {
      if (/not logged in/i.test(toCommandError(error).message)) return false;
      throw error;
    }
  }

  /** The digest of a local image's configuration, or of its manifest; `undefined` if there is none. */
  async imageId(reference: string): Promise<string | undefined> {
    const args = ["image", "inspect", "--", reference];
    const images = await runProgram(this.name, args, ANSWER).then(toImages, (error) => {
      if (/no such image|image not known/i.test(toCommandError(error).message)) return [];
      throw error;
    });
    const image = images.find(({ Id, RepoTags, RepoDigests }) =>
      isNamed(Id, [...(RepoTags ?? []), ...(RepoDigests ?? [])], reference),
    );
    return image && `sha256:${withoutAlgorithm(image.Id)}`;
  }

  /**
   * Writes a manifest list of Podman's, with all of its images, into an OCI image layout. Docker keeps
   * no lists apart from its images.
   *
   * @returns whether the reference names a list
   */
  async exportManifestList(reference: string, layout: string): Promise<boolean> {
    if (this.name !== "podman") return false;
    const images = await runProgram(this.name, ["images", "--format", "json"], ANSWER);
    const image = toImages(images).find(({ Id, Names, RepoDigests }) =>
      isNamed(Id, [...(Names ?? []), ...(RepoDigests ?? [])], reference),
    );
    if (!image) return false;
    const isList = await runProgram(this.name, ["manifest", "exists", image.Id], ANSWER).then(
      () => true,
      (error) => {
        if (/ended with (?:1|125)\b/.test(toCommandError(error).message)) return false;
        throw error;
      },
    );
    if (!isList) return false;
    await runProgram(this.name, ["manifest", "push", "--all", image.Id, `oci:${layout}`]);
    return true;
  }

  /** Gives a local image, by its id, a second name and pushes it under that. */
  async push(imageId: string, target: string, loginFolder: string): Promise<void> {
    await runProgram(this.name, ["tag", imageId, target], ANSWER);
    const authFile = ["--authfile", join(loginFolder, "config.json")];
    await runProgram(this.name, ["push", ...(this.name === "podman" ? authFile : []), target], {
      env: { DOCKER_CONFIG: loginFolder },
      isShown: true,
    });
  }
}

/** What `image inspect` and `podman images` print of an image. */
interface LocalImage {
  readonly Id: string;
  readonly Names?: readonly string[] | null;
  readonly RepoTags?: readonly string[] | null;
  readonly RepoDigests?: readonly string[] | null;
}

function toImages(printed: Buffer): LocalImage[] {
  return JSON.parse(printed.toString()) as LocalImage[];
}

// Podman also takes the end of a name, and so another registry's image.
function isNamed(id: string, names: readonly string[], reference: string): boolean {
  const isId = /^(?:sha256:)?[0-9a-f]{12,64}$/.test(reference);
  if (isId) return withoutAlgorithm(id).startsWith(withoutAlgorithm(reference));
  const isWhole = /:[^/]+$/.test(reference);
  const name = isWhole ? reference : `${reference}:latest`;
  const prefixes = ["", "localhost/", "docker.io/", "docker.io/library/"];
  return prefixes.some((prefix) => names.includes(prefix + name));
}

function withoutAlgorithm(digest: string): string {
  return digest.replace("sha256:", "");
}

function whyUnusable(program: string, message: string): string {
  const isDown = /cannot connect|connection refused|daemon running/i.test(message);
  return isDown ? `${program} is installed, but its daemon is not running.\n${message}` : message;
}
