import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import { failure } from "../command-error.ts";
import type { Login } from "../ecr/registry.ts";
import { interruption } from "../interruption.ts";
import { addLogin } from "../login/auth-file.ts";
import { writeDockerFolderWithUsers } from "../login/docker-config.ts";
import { isInstalled, type RunOptions, runProgram } from "../run-program.ts";

/** An image, and the file with the login to its registry; without one, that of the user. */
interface LoggedIn {
  readonly reference: string;
  readonly loginFile: string | undefined;
}

/** The command lines of a program that copies images between registries. */
interface Tool {
  readonly program: string;
  readonly versionArgument: string;
  /** Whether it reads all logins in the folder of Docker's settings. Otherwise it takes a file. */
  readonly readsDockerFolder: boolean;
  /** Prints the manifest of an image, or the index of a multi-platform one, to the byte. */
  manifest(reference: string): readonly string[];
  /** Copies an image with all of its platforms and changes nothing in it. */
  copy(source: LoggedIn, target: LoggedIn): readonly string[];
}

const TOOLS: readonly Tool[] = [
  {
    program: "skopeo",
    versionArgument: "--version",
    readsDockerFolder: false,
    manifest: (reference) => ["inspect", "--raw", `docker://${reference}`],
    copy: (source, target) => [
      ...["copy", "--all", "--preserve-digests", "--retry-times", "2"],
      ...(source.loginFile === undefined ? [] : ["--src-authfile", source.loginFile]),
      ...(target.loginFile === undefined ? [] : ["--dest-authfile", target.loginFile]),
      ...[`docker://${source.reference}`, `docker://${target.reference}`],
    ],
  },
  {
    program: "crane",
    versionArgument: "version",
    readsDockerFolder: true,
    manifest: (reference) => ["manifest", reference],
    copy: (source, target) => ["copy", source.reference, target.reference],
  },
  {
    program: "docker",
    versionArgument: "buildx",
    readsDockerFolder: true,
    manifest: (reference) => ["buildx", "imagetools", "inspect", "--raw", reference],
    copy: (source, target) => [
      ...["buildx", "imagetools", "create", "--prefer-index=false"],
      ...["--tag", target.reference, source.reference],
    ],
  },
];

const PROCESSES_AT_ONCE = 4;

/** Copies images between registries with skopeo, crane or docker, whichever is found first. */
export class ImageCopier {
  private readonly limit = pLimit(PROCESSES_AT_ONCE);

  private folder: string | undefined;
  private registries: readonly string[] = [];

  private constructor(private readonly tool: Tool) {}

  /** @throws CommandError if none of the programs is installed */
  static async find(): Promise<ImageCopier> {
    for (const tool of TOOLS) {
      if (await isInstalled(tool.program, tool.versionArgument)) return new ImageCopier(tool);
      interruption.throwIfAborted();
    }
    throw failure("Install skopeo, crane, or docker with buildx: none of them was found.");
  }

  /** Name of the program. */
  get name(): string {
    return this.tool.program;
  }

  /** Logs in to registries, until {@link end}. Users' settings stay as they are. */
  login(logins: readonly Login[]): void {
    this.folder = mkdtempSync(join(tmpdir(), "artos-ecr-"));
    process.once("exit", () => this.end()); // A second signal leaves no time for more.
    this.registries = logins.map(({ registry }) => registry);
    if (this.tool.readsDockerFolder) writeDockerFolderWithUsers(this.loginFolder, logins);
    else for (const login of logins) addLogin(this.loginFile, login);
  }

  /** Removes the login. */
  end(): void {
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
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
    const options = this.tool.readsDockerFolder ? { env: { DOCKER_CONFIG: this.loginFolder } } : {};
    await this.run(this.tool.copy(this.loggedIn(source), this.loggedIn(target)), options);
  }

  private loggedIn(reference: string): LoggedIn {
    const isOurs = this.registries.some((registry) => reference.startsWith(`${registry}/`));
    return { reference, loginFile: isOurs ? this.loginFile : undefined };
  }

  private get loginFolder(): string {
    return join(this.folder ?? "", "docker");
  }

  private get loginFile(): string {
    return join(this.loginFolder, "config.json");
  }

  private run(args: readonly string[], options?: RunOptions): Promise<Buffer> {
    return this.limit(() => runProgram(this.tool.program, args, options));
  }
}
