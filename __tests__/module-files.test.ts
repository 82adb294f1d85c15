import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { moduleFiles } from "../generator/ecr-files.ts";
import { withTables } from "../generator/project-readme.ts";
import { sourcesPage } from "../generator/sources-page.ts";
import { DOCUMENTED_REPOSITORIES } from "../settings/documented-repositories.ts";

const FOLDER = "modules/ecr";
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const text = () =>
  [...moduleFiles(version)]
    .filter(([name]) => name.endsWith(".tf.json"))
    .map(([, content]) => content)
    .join();
const parse = (name: string) => JSON.parse(moduleFiles(version).get(name) ?? "");

describe("modules/ecr", () => {
  it("is what the code generates; npm run generate writes it anew", () => {
    const committed = readdirSync(FOLDER, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name, readFileSync(join(FOLDER, name), "utf8")] as const);
    expect(new Map(committed.sort())).toEqual(new Map([...moduleFiles(version)].sort()));
  });

  it("cites sources whose addresses stand in docs/sources.md", () => {
    expect(readFileSync("docs/sources.md", "utf8")).toBe(sourcesPage());
  });

  it("is documented in the project's README with the same tables", () => {
    const readme = readFileSync("README.md", "utf8");
    expect(withTables(readme, DOCUMENTED_REPOSITORIES)).toBe(readme);
    for (const name of ["max_image_count", "accountId", "registry_url"]) {
      expect(readme).toContain(`| \`${name}\` |`);
    }
  });

  it("has a variable for each documented setting", () => {
    const variables: Record<string, { type: string; default?: unknown }> =
      parse("variables.tf.json").variable;
    const signature = Object.entries(variables).map(([name, variable]) => [
      name,
      variable.type,
      "default" in variable ? variable.default : "required",
    ]);
    expect(signature).toEqual([
      ["environment", "string", "required"],
      ["scan_on_push", "bool", true],
      ["image_tag_mutability", "string", "IMMUTABLE"],
      ["encryption_type", "string", "AES256"],
      ["kms_key_arn", "string", null],
      ["max_image_count", "number", 0],
      ["enable_cross_account_access", "bool", false],
      ["cross_account_ids", "list(string)", []],
      ["create_thirdparty_repos", "bool", false],
      ["tags", "map(string)", {}],
    ]);
  });

  it("describes and validates every variable", () => {
    for (const variable of Object.values<Record<string, unknown>>(
      parse("variables.tf.json").variable,
    )) {
      expect(variable.description).toMatch(/^[A-Z].+\.$/);
      if (variable.type === "bool") continue; // Each value of the type is right.
      expect(variable.validation).toContainEqual(
        expect.objectContaining({ condition: expect.any(String) }),
      );
    }
  });

  it("uses every variable", () => {
    for (const name of Object.keys(parse("variables.tf.json").variable)) {
      expect(moduleFiles(version).get("main.tf.json")).toMatch(new RegExp(`\\bvar\\.${name}\\b`));
    }
  });

  it("has the documented outputs", () => {
    expect(Object.keys(parse("outputs.tf.json").output)).toEqual([
      "repository_urls",
      "repository_arns",
      "repository_names",
      "registry_url",
    ]);
  });

  it("leaves the provider and the state to its caller", () => {
    expect(parse("versions.tf.json")).toEqual({
      terraform: {
        required_version: ">= 1.0",
        required_providers: { aws: { source: "hashicorp/aws", version: "~> 5.0" } },
      },
    });
    expect(Object.keys(parse("main.tf.json"))).toEqual(["locals", "resource"]);
    expect(text()).not.toContain('"//"');
  });

  // Terraform reads it at apply when a dependency in depends_on changes. What comes from it is not
  // known in the plan then, and an argument that forces replacement would replace every repository.
  it("reads no data source", () => {
    expect(text()).not.toMatch(/"data"|\bdata\./);
  });

  // Terraform 1.1 brought nullable and moved, 1.2 conditions, 1.3 optional(), 1.5 import and check.
  it("uses only what Terraform 1.0 has", () => {
    expect(text()).not.toMatch(
      /"(nullable|moved|precondition|postcondition|import|check)"|optional\(/,
    );
    const messages = [...text().matchAll(/"error_message": "((?:[^"\\]|\\.)*)"/g)].map(
      ([, message]) => message,
    );
    expect(messages.length).toBeGreaterThan(10);
    for (const message of messages) {
      expect(message).toMatch(/^[A-Z].*[.?]$/);
      expect(message).not.toContain("${");
    }
  });

  it("checks in a validation nothing but the variable's own value", () => {
    const variables: Record<string, { validation?: { condition: string }[] }> =
      parse("variables.tf.json").variable;
    for (const [name, { validation = [] }] of Object.entries(variables)) {
      for (const { condition } of validation) {
        const read = [...condition.matchAll(/\bvar\.([a-z_]+)/g)].map(([, variable]) => variable);
        expect(new Set(read)).toEqual(new Set([name]));
      }
    }
  });
});
