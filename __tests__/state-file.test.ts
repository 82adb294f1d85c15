import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readState } from "../cli/terraform/state.ts";
import { temporaryFolder } from "./support/program.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const ADDRESS = "aws_ecr_repository.api";
const ARN = "arn:aws:ecr:eu-west-1:111111111111:repository/payments/api";

const resource = (type: string, values?: unknown) => ({
  ...{ address: `${type}.api`, mode: "managed", type },
  ...(values === undefined ? {} : { values }),
});
const repository = resource("aws_ecr_repository", { name: "payments/api", arn: ARN });
const module = (...resources: unknown[]) => ({ values: { root_module: { resources } } });

function read(content: unknown) {
  const path = join(folder.path, "state.json");
  writeFileSync(path, JSON.stringify(content));
  return readState(path);
}

test("a repository is read with its region, and nothing of what is no repository", () => {
  expect(read(module(repository, resource("aws_instance"), resource("other", null)))).toEqual([
    {
      ...{ name: "payments/api", region: "eu-west-1" },
      addresses: [{ type: "aws_ecr_repository", address: ADDRESS }],
    },
  ]);
});

test.each<[string, unknown]>([
  ["nothing", null],
  ["a number", 7],
  ["a plan without values", { planned_values: {} }],
  ["values of another kind", { values: 7 }],
  ["a module of another kind", { values: { root_module: 7 } }],
  ["resources that are no list", { values: { root_module: { resources: "secret" } } }],
  ["a resource that is null", module(null)],
  ["a resource without an address", module({ ...repository, address: undefined })],
  ["a resource whose values are a text", module(resource("aws_ecr_repository", "secret"))],
  ["a module within that is a number", { values: { root_module: { child_modules: [7] } } }],
])("%s is no state, and is not quoted", (_, content) => {
  expect(() => read(content)).toThrow(/state\.json holds no Terraform state: write it with/);
  expect(() => read(content)).not.toThrow(/secret/);
});

test.each<[string, string, unknown]>([
  ["aws_ecr_repository", "arn", { name: "payments/api" }],
  ["aws_ecr_repository", "arn", { name: "payments/api", arn: "arn" }],
  ["aws_ecr_repository", "name", { arn: ARN, name: null }],
  ["aws_ecr_repository", "name", { arn: ARN, name: "" }],
  ["aws_ecr_lifecycle_policy", "repository", { repository: 7, policy: "{}" }],
  ["aws_ecr_repository_policy", "repository", { policy: "{}" }],
])("%s without a readable %s is refused: %j", (type, attribute, values) => {
  expect(() => read(module(resource(type, values)))).toThrow(
    `cannot be adopted from:\n  ${type}.api has no ${attribute} that can be read`,
  );
});
