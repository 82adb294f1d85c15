import { afterAll, expect, it } from "vitest";
import { runProgram, temporaryFolder } from "../support/program.ts";

const temporary = temporaryFolder();
afterAll(() => temporary.remove());

it("main.ts is written, with this summary", async () => {
  const { code, stdout, stderr } = await runProgram("main.ts", temporary.path);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatchSnapshot();
});
