import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../cli/project-root.ts";
import { CliProject, NO_AWS } from "../support/cli-project.ts";
import { CLEAN_ENV } from "../support/environment.ts";
import { run } from "../support/processes.ts";

describe("a subfolder of the project", () => {
  let project: CliProject;
  let subfolder: string;
  beforeAll(() => {
    project = new CliProject({ qa: { environment: "qa" } });
    subfolder = join(project.folder, "services", "api");
    mkdirSync(subfolder, { recursive: true });
  });
  afterAll(() => project.remove());

  const inSubfolder = (...args: string[]) =>
    run(process.execPath, [resolve("bin/artos-ecr"), ...args], {
      cwd: subfolder,
      env: { ...CLEAN_ENV, ...NO_AWS },
    });

  it("knows the stacks of the project", async () => {
    const { code, stdout } = await inSubfolder("access");
    expect(code).toBe(0);
    expect(stdout).toContain("qa/frontend");
  });

  it("reads the list of third-party images at the project's root", async () => {
    project.write("third-party-images.json", [{ component: "backend" }]);
    const { code, stderr } = await inSubfolder("mirror", "qa");
    expect(code).toBe(2);
    expect(stderr).toContain("../../third-party-images.json");
    expect(stderr).toContain("[0].upstream is not set: must be an image reference");
  });

  it("has no project above it outside of one", () => {
    expect(projectRoot(subfolder)).toBe(join("..", ".."));
    expect(projectRoot(project.folder)).toBe("");
    expect(projectRoot("/")).toBe("");
  });
});
