import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CliProject, NO_AWS } from "../support/cli-project.ts";

let project: CliProject;

beforeAll(() => {
  const accountId = "111111111111";
  project = new CliProject({
    bound: { environment: "bound", accountId },
    china: { environment: "china", accountId, region: "cn-north-1" },
    any: { environment: "any" },
  });
});
afterAll(() => project.remove());

const OTHERS = {
  "222222222222.dkr.ecr.us-east-1.amazonaws.com": { auth: "eDp5" },
  "111111111111.dkr.ecr.eu-west-1.amazonaws.com": { auth: "eDp5" },
};

test.each([
  ["bound", "111111111111.dkr.ecr.us-east-1.amazonaws.com"],
  ["china", "111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn"],
])("a stack that is bound to an account needs no AWS: %s", async (stack, registry) => {
  const auths = { ...OTHERS, [registry]: { auth: "eDp5" } };
  const file = project.write(`${stack}.json`, { auths });
  const out = await project.run(NO_AWS, "logout", stack, "--auth-file", file);
  expect(out).toMatchObject({ code: 0, stdout: `Logged out of ${registry}.\n` });
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ auths: OTHERS });
});

test("only AWS knows the registry of a stack that is bound to none", async () => {
  const file = project.write("any.json", { auths: OTHERS });
  const { code, stderr } = await project.run(NO_AWS, "logout", "any", "--auth-file", file);
  expect(stderr).toMatch(/^AWS: /);
  expect(code).toBe(3);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ auths: OTHERS });
});
