import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { CLEAN_ENV } from "../support/environment.ts";
import { run } from "../support/processes.ts";
import { temporaryFolder } from "../support/program.ts";

const temporary = temporaryFolder();
afterAll(() => temporary.remove());

it("the tool reports that the project is not set up yet", async () => {
  cpSync("bin", join(temporary.path, "bin"), { recursive: true });
  cpSync("package.json", join(temporary.path, "package.json"));
  const { code, stderr } = await run(join(temporary.path, "bin/artos-ecr"), ["access"], {
    cwd: temporary.path,
    env: CLEAN_ENV,
  });
  expect(stderr).toBe("The project is not set up yet. Run `npm ci` in its root first.\n");
  expect(code).toBe(2);
});
