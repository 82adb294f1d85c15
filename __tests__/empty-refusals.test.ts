import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type * as z from "zod";
import type { PROJECT } from "../stacks/project-file/project-format.ts";
import { EmptyingProject } from "./support/emptying.ts";
import { fakeDigest as digest } from "./support/fake-ecr.ts";

const project = new EmptyingProject();
const { ecr } = project;

const NAMES = ["production", "staging", "guarded", "bound"].flatMap((environment) =>
  ["api", "worker"].map((name) => `${environment}/${name}`),
);

beforeEach(() => {
  ecr.repositories = new Map(
    NAMES.map((name) => [name, [{ imageDigest: digest(1) }, { imageDigest: digest(2) }]]),
  );
  project.answer = () => {
    throw new Error("It must not ask.");
  };
});

// In no refusal anything is deleted, or only tried to be.
afterEach(() => {
  expect(ecr.present).toEqual(Object.fromEntries(NAMES.map((name) => [name, [1, 2].map(digest)])));
  expect(ecr.batches).toEqual([]);
});

const OTHER_NAMES = [
  "",
  " ",
  "Production",
  "PRODUCTION",
  " production",
  "production ",
  "production\t",
  "production\n",
  "productio",
  "productions",
  "pr\u043eduction",
  "staging",
  "guarded",
  "production/api",
  "yes",
  "y",
  "*",
];

describe("another name is refused,", () => {
  test.each(OTHER_NAMES.map((name) => JSON.stringify(name)))("%s typed", async (json) => {
    project.answer = () => JSON.parse(json);
    const { code, text, questions } = await project.run({});
    expect(text).toBe(
      `The answer is ${json}: must be "production", the stack's name.\nNothing was deleted.`,
    );
    expect(questions).toHaveLength(1);
    expect(code).toBe(1);
  });

  test.each(OTHER_NAMES.map((name) => JSON.stringify(name)))("--confirm %s", async (json) => {
    const { code, text } = await project.run({ confirm: JSON.parse(json) });
    expect(text).toBe(
      `--confirm is ${json}: must be "production", the stack's name.\nNothing was deleted.`,
    );
    expect(ecr.requests).toEqual([]);
    expect(code).toBe(1);
  });

  test("one that is right for another stack", async () => {
    const { code } = await project.run({ stack: "staging", confirm: "production" });
    expect(code).toBe(1);
  });

  test("even if there is nothing to delete", async () => {
    const { code } = await project.run({ confirm: "staging", components: ["api"] });
    expect(code).toBe(1);
  });
});

test("the end of input is refused", async () => {
  project.answer = () => undefined;
  const { code, text } = await project.run({});
  expect(text).toBe(
    `The answer is missing: must be "production", the stack's name.\nNothing was deleted.`,
  );
  expect(code).toBe(1);
});

describe("while the repositories are protected", () => {
  const message =
    "The repositories of guarded have deletion protection: set `preventDestroy: false`, run `npm run synth`, then empty them.";

  test.each([
    ["all of them", {}],
    ["some of them", { components: ["worker"] }],
    ["all of them, confirmed", { confirm: "guarded" }],
  ])("%s are refused before AWS is asked", async (_, request) => {
    const { code, text } = await project.run({ stack: "guarded", ...request });
    expect(text).toBe(`${message}\nNothing was deleted.`);
    expect(ecr.requests).toEqual([]);
    expect(code).toBe(1);
  });

  test("one of them is enough", async () => {
    const path = `${process.env.CDKTF_OUTDIR}/artos-ecr.json`;
    const json = readFileSync(path, "utf8");
    const file: z.infer<typeof PROJECT> = JSON.parse(json);
    const guarded = file.stacks.find(({ id }) => id === "guarded");
    guarded!.repositories[0]!.preventDestroy = false;
    writeFileSync(path, JSON.stringify(file));
    const { code, text } = await project.run({ stack: "guarded", confirm: "guarded" });
    writeFileSync(path, json);
    expect(text).toBe(`${message}\nNothing was deleted.`);
    expect(code).toBe(1);
  });

  test("a wrong name is reported too", async () => {
    const { text } = await project.run({ stack: "guarded", confirm: "production" });
    expect(text).toBe(
      [
        message,
        '--confirm is "production": must be "guarded", the stack\'s name.',
        "Nothing was deleted.",
      ].join("\n"),
    );
  });
});

describe("wrong use ends with 2:", () => {
  test.each([
    ["an unknown stack", { stack: "qa", confirm: "qa" }, "qa: no such stack."],
    ["no stack", { stack: "", confirm: "" }, ": no such stack."],
    [
      "an unknown component",
      { components: ["api", "db", "web"] },
      "db: no such component in production. The components are api, worker.\nweb: no such component in production. The components are api, worker.",
    ],
    ["a component of another name", { components: ["API"] }, "API: no such component"],
    ["a component of no name", { components: [""] }, ": no such component in production."],
    ["a repository for a component", { components: ["production/api"] }, "no such component"],
  ])("%s", async (_, request, message) => {
    const { code, text } = await project.run({ confirm: "production", ...request });
    expect(text).toContain(message);
    expect(ecr.requests).toEqual([]);
    expect(code).toBe(2);
  });
});

describe("the credentials", () => {
  test.each([undefined, "bound"])(
    "of another account are refused, --confirm %s",
    async (confirm) => {
      const { code, text } = await project.run({ stack: "bound", confirm });
      expect(text).toBe(
        "The credentials are of account 111111111111, but bound is bound to account 222222222222. Nothing was deleted.",
      );
      expect(ecr.requests.map(({ operation }) => operation)).toEqual(["DescribeRegistry"]);
      expect(code).toBe(1);
    },
  );

  test("of an account that AWS does not name are a failure", async () => {
    ecr.fault = () => ({ body: {} });
    const { code } = await project.run({ confirm: "production" });
    expect(code).toBe(3);
  });
});

describe("AWS that cannot list is a failure:", () => {
  test.each([
    ["the account", "DescribeRegistry", () => true],
    ["the first repository", "DescribeImages", () => true],
    ["the last", "DescribeImages", ({ repositoryName }) => repositoryName === "production/worker"],
    [
      "the last page",
      "DescribeImages",
      ({ repositoryName, nextToken }) => repositoryName === "production/worker" && nextToken,
    ],
  ] as [string, string, (input: Readonly<Record<string, unknown>>) => unknown][])(
    "%s",
    async (_, failing, isFailing) => {
      ecr.pageSize = 1;
      ecr.fault = (operation, input) =>
        operation === failing && isFailing(input) ? { error: "AccessDeniedException" } : undefined;
      for (const confirm of ["production", undefined]) {
        const { code, text } = await project.run({ confirm });
        expect(text).toBe(`AWS: ${failing}: AccessDeniedException: by the test`);
        expect(code).toBe(3);
      }
    },
  );

  test("all, as it throttles without end", async () => {
    ecr.fault = () => ({ error: "ThrottlingException" });
    const { code, pauses } = await project.run({ confirm: "production" });
    expect(pauses).toHaveLength(8);
    expect(code).toBe(3);
  });

  test("a list that is none", async () => {
    ecr.fault = (operation) => (operation === "DescribeImages" ? { body: {} } : undefined);
    const { code } = await project.run({ confirm: "production" });
    expect(code).toBe(3);
  });
});
