import { App } from "cdktf";
import { afterAll, beforeAll, beforeEach, vi } from "vitest";
import { type EmptyRequest, empty } from "../../cli/empty/empty.ts";
import { toCommandError } from "../../cli/report.ts";
import type { RepositorySettings } from "../../settings/repository-settings.ts";
import { EnvironmentStack } from "../../stacks/environment-stack.ts";
import { writeProjectFile } from "../../stacks/project-file/project-file.ts";
import { FakeEcr } from "./fake-ecr.ts";
import { temporaryFolder } from "./program.ts";

/** How a run of `empty` ended and what it said. */
export interface Emptying {
  readonly code: number;
  /** What it answered, or the error. */
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what --json prints
  readonly data: any;
  /** What it said on the way. */
  readonly progress: string;
  readonly questions: readonly string[];
  readonly pauses: readonly number[];
}

/** A project whose stacks can be emptied in the tests' own process. */
export class EmptyingProject {
  readonly ecr = new FakeEcr();
  /** The answer to every question. `undefined` is the end of input. */
  answer: () => string | undefined = () => undefined;
  private readonly folder = temporaryFolder();

  constructor() {
    beforeAll(async () => {
      const repositories: RepositorySettings[] = [
        { component: "api", name: "api", purpose: "API" },
        { component: "worker", name: "worker", purpose: "Works" },
      ];
      const open = { repositories, preventDestroy: false };
      const app = new App({ outdir: this.folder.path });
      new EnvironmentStack(app, "production", { environment: "production", ...open });
      new EnvironmentStack(app, "staging", { environment: "staging", ...open });
      new EnvironmentStack(app, "guarded", { environment: "guarded", repositories });
      const accountId = "222222222222";
      new EnvironmentStack(app, "bound", { environment: "bound", accountId, ...open });
      app.synth();
      writeProjectFile(app);
      const env = await this.ecr.listen();
      for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
      vi.stubEnv("CDKTF_OUTDIR", this.folder.path);
    });
    beforeEach(() => {
      this.ecr.account = "111111111111";
      this.ecr.repositories = new Map();
      this.ecr.fault = () => undefined;
      this.ecr.requests = [];
      this.ecr.pageSize = 1_000;
      this.answer = () => undefined;
    });
    afterAll(() => {
      vi.unstubAllEnvs();
      this.ecr.close();
      this.folder.remove();
    });
  }

  /** Empties a stack as the tool would. */
  async run(request: Partial<EmptyRequest>): Promise<Emptying> {
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    const questions: string[] = [];
    const pauses: number[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return this.answer();
    };
    const pause = async (milliseconds: number) => pauses.push(milliseconds);
    const { data, text, exitCode } = await empty(
      { stack: "production", components: [], ...request },
      { ask, pause },
    ).catch((error) => {
      const { message, exitCode } = toCommandError(error);
      return { data: undefined, text: message, exitCode };
    });
    const progress = said.mock.calls.flat().join("\n");
    said.mockRestore();
    return { code: exitCode ?? 0, text, data, progress, questions, pauses };
  }
}
