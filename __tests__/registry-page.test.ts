import { readFileSync } from "node:fs";
import { Testing } from "cdktf";
import { expect, it } from "vitest";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { RegistryStack } from "../stacks/registry-stack.ts";
import { images } from "./support/registries.ts";
import { problemsOf } from "./support/written-app.ts";

const BLOCKS = ["docs/registry.md", "README.md"].flatMap((page) =>
  Array.from(readFileSync(page, "utf8").matchAll(/```ts\n([\s\S]*?)```/g), ([, code = ""]) => code)
    .filter((code) => code.includes("new RegistryStack("))
    .map((code, index) => ({
      page,
      index,
      code: code.replaceAll(/^(?:import |const app = |synthesize).*$/gm, ""),
    })),
);

it.each(BLOCKS)("the code of $page is right: block $index", ({ code }) => {
  const app = Testing.app();
  const names = { app, EnvironmentStack, RegistryStack, repositories: images("api") };
  new Function(...Object.keys(names), code)(...Object.values(names));
  expect(app.node.children.length).toBeGreaterThan(0);
  expect(problemsOf(app)).toEqual([]);
  expect(app.node.children.flatMap(({ node }) => node.validate())).toEqual([]);
});

it("there is code to check on both pages", () => {
  expect(new Set(BLOCKS.map(({ page }) => page)).size).toBe(2);
});

it("the page has the example of a cache", () => {
  const example = readFileSync("examples/third-party-cache/main.ts", "utf8");
  expect(readFileSync("docs/registry.md", "utf8")).toContain(example);
});
