import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const ROWS = readFileSync("docs/images.md", "utf8")
  .split("\n")
  .filter((line) => /^\| [^-C]/.test(line))
  .map((line) => line.split(" | ").at(-1)?.replace(/ \|$/, "") ?? "");

it.each(ROWS.flatMap((row) => row.split("; ")))("a test with Terraform reports %s", (name) => {
  expect(readFileSync("__tests__/terraform/review.test.ts", "utf8")).toContain(name);
});

it("the page has a row for each change", () => {
  expect(ROWS).toHaveLength(19);
});
