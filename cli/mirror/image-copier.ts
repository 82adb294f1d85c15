import { createHash } from "node:crypto";
import { failure } from "../command-error.ts";
import type { Login } from "../ecr/registry.ts";
import { isInstalled, type RunOptions, runProgram } from "../run-program.ts";

/** The command lines of a program that copies images between registries. */
interface Tool {
  readonly program: string;
  readonly versionArgument: string;
  readonly login: readonly string[];
  /** Prints the manifest of an image, or the index of a multi-platform one, to the byte. */
  manifest(reference: string): readonly string[];
  /** Copies an image with all of its platforms and changes nothing in it. */
  copy(source: string, target: string): readonly string[];
}

const TOOLS: readonly Tool[] = [
  {
    program: "skopeo",
    versionArgument: "--version",
    login: ["login"],
    manifest: (reference) => ["inspect", "--raw", `docker://${reference}`],
    copy: (source, target) => [
      ...["copy", "--all", "--preserve-digests"],
      ...[`docker://${source}`, `docker://${target}`],
    ],
  },
  {
    program: "crane",
    versionArgument: "version",
    login: ["auth", "login"],
    manifest: (reference) => ["manifest", reference],
    copy: (source, target) => ["copy", source, target],
  },
  {
    program: "docker",
    versionArgument: "buildx",
    login: ["login"],
    manifest: (reference) => ["buildx", "imagetools", "inspect", "--raw", reference],
    copy: (source, target) => [
      ...["buildx", "imagetools", "create", "--prefer-index=false"],
      ...["--tag", target, source],
    ],
  },
];

/** Copies images between registries with skopeo, crane or docker, whichever is found first. */
export class ImageCopier {
  private constructor(private readonly tool: Tool) {}

  /** @throws CommandError if none of the programs is installed */
  static async find(): Promise<ImageCopier> {
    for (const tool of TOOLS) {
      if (await isInstalled(tool.program, tool.versionArgument)) return new ImageCopier(tool);
    }
    throw failure("Install skopeo, crane, or docker with buildx: none of them was found.");
  }

  /** Name of the program. */
  get name(): string {
    return this.tool.program;
  }

  async login({ registry, username, password }: Login): Promise<void> {
    const args = ["--username", username, "--password-stdin", registry];
    await this.run([...this.tool.login, ...args], { input: password });
  }

  /**
   * The digest of an image; for a multi-platform image, that of its index.
   *
   * @throws CommandError if it cannot be read
   */
  async digest(reference: string): Promise<string> {
    const manifest = await this.run(this.tool.manifest(reference));
    return `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
  }

  /** @throws CommandError if it cannot be copied */
  async copy(source: string, target: string): Promise<void> {
    await this.run(this.tool.copy(source, target), { isShown: true });
  }

  private run(args: readonly string[], options?: RunOptions): Promise<Buffer> {
    return runProgram(this.tool.program, args, options);
  }
}
