import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { App } from "cdktf";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { EnvironmentStack } from "../../stacks/environment-stack.ts";
import { writeProjectFile } from "../../stacks/project-file/project-file.ts";
import { CLEAN_ENV } from "./environment.ts";
import { type Run, run } from "./processes.ts";
import { temporaryFolder } from "./program.ts";

const TOOL = resolve("bin/artos-ecr");

/** What the tool reads where AWS's answers do not matter. */
export const NO_AWS = {
  AWS_ENDPOINT_URL: "http://127.0.0.1:9",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_MAX_ATTEMPTS: "1",
};

/** A project of somebody's, synthesized, in which the tool runs as a process. */
export class CliProject {
  private readonly temporary = temporaryFolder();
  readonly folder = this.temporary.path;

  /** @param stacks the environments, by the stacks' names */
  constructor(stacks: Readonly<Record<string, EnvironmentSettings>>) {
    this.synth(stacks);
  }

  /**
   * Synthesizes other environments, as an edit of main.ts and `npm run synth` would.
   *
   * @param edit what else main.ts does, such as adding a backend
   */
  synth(
    stacks: Readonly<Record<string, EnvironmentSettings>>,
    edit: (app: App) => void = () => {},
  ): void {
    const before = process.cwd();
    process.chdir(this.folder); // A local state is at the root of the project.
    try {
      const app = new App({ outdir: join(this.folder, "cdktf.out") });
      for (const [id, settings] of Object.entries(stacks)) new EnvironmentStack(app, id, settings);
      edit(app);
      app.synth();
      writeProjectFile(app);
    } finally {
      process.chdir(before);
    }
  }

  /** The folder of a stack's JSON. */
  stackFolder(id: string): string {
    return join(this.folder, "cdktf.out", "stacks", id);
  }

  /** Runs the tool. */
  run(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Run> {
    return run(process.execPath, [TOOL, ...args], {
      cwd: this.folder,
      env: { ...CLEAN_ENV, ...env },
    });
  }

  /** Writes a file at the project's root and returns its path. */
  write(name: string, content: unknown): string {
    const path = join(this.folder, name);
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  }

  remove(): void {
    this.temporary.remove();
  }
}
