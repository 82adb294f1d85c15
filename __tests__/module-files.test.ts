import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { moduleFiles } from "../generator/ecr-files.ts";
import { registryModuleFiles } from "../generator/ecr-registry-files.ts";
import type { ModuleFiles } from "../generator/module-files.ts";
import { withTables } from "../generator/project-readme.ts";
import { sourcesPage } from "../generator/sources-page.ts";
import { DOCUMENTED_REPOSITORIES } from "../settings/documented-repositories.ts";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const parse = (files: ModuleFiles, name: string) => JSON.parse(files.get(name) ?? "");
/** Name, type and default of each variable. */
const signatureOf = (files: ModuleFiles) => {
  const variables: Record<string, { type: string; default?: unknown }> = parse(
    files,
    "variables.tf.json",
  ).variable;
  return Object.entries(variables).map(([name, variable]) => [
    name,
    variable.type,
    "default" in variable ? variable.default : "required",
  ]);
};

describe.each([
  ["modules/ecr", moduleFiles(version)],
  ["modules/ecr-registry", registryModuleFiles(version)],
])("%s", (folder, files) => {
  const text = [...files]
    .filter(([name]) => name.endsWith(".tf.json"))
    .map(([, content]) => content)
    .join();

  it("is what the code generates; npm run generate writes it anew", () => {
    const committed = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name, readFileSync(join(folder, name), "utf8")] as const);
    expect(new Map(committed.sort())).toEqual(new Map([...files].sort()));
  });

  it("describes and validates every variable", () => {
    for (const variable of Object.values<Record<string, unknown>>(
      parse(files, "variables.tf.json").variable,
    )) {
      expect(variable.description).toMatch(/^[A-Z].+\.$/);
      if (variable.type === "bool") continue; // Each value of the type is right.
      expect(variable.validation).toContainEqual(
        expect.objectContaining({ condition: expect.any(String) }),
      );
    }
  });

  it("uses every variable", () => {
    for (const name of Object.keys(parse(files, "variables.tf.json").variable)) {
      expect(files.get("main.tf.json")).toMatch(new RegExp(`\\bvar\\.${name}\\b`));
    }
  });

  it("leaves the provider and the state to its caller", () => {
    expect(parse(files, "versions.tf.json")).toEqual({
      terraform: {
        required_version: ">= 1.0",
        required_providers: { aws: { source: "hashicorp/aws", version: "~> 5.0" } },
      },
    });
    expect(Object.keys(parse(files, "main.tf.json"))).toEqual(["locals", "resource"]);
    expect(text).not.toContain('"//"');
  });

  // Terraform reads it at apply when a dependency in depends_on changes. What comes from it is not
  // known in the plan then, and an argument that forces replacement would replace every repository.
  it("reads no data source", () => {
    expect(text).not.toMatch(/"data"|\bdata\./);
  });

  // Terraform 1.1 brought nullable and moved, 1.2 conditions, 1.3 optional(), 1.5 import and check.
  it("uses only what Terraform 1.0 has", () => {
    expect(text).not.toMatch(
      /"(nullable|moved|precondition|postcondition|import|check)"|optional\(/,
    );
    const messages = [...text.matchAll(/"error_message": "((?:[^"\\]|\\.)*)"/g)].map(
      ([, message]) => message,
    );
    expect(messages.length).toBeGreaterThan(10);
    for (const message of messages) {
      expect(message).toMatch(/^[A-Z].*[.?]$/);
      expect(message).not.toContain("${");
    }
  });

  it("checks in a validation nothing but the variable's own value", () => {
    const variables: Record<string, { validation?: { condition: string }[] }> = parse(
      files,
      "variables.tf.json",
    ).variable;
    for (const [name, { validation = [] }] of Object.entries(variables)) {
      for (const { condition } of validation) {
        const read = [...condition.matchAll(/\bvar\.([a-z_]+)/g)].map(([, variable]) => variable);
        expect(new Set(read)).toEqual(new Set([name]));
      }
    }
  });
});

describe("modules/ecr", () => {
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
    expect(signatureOf(moduleFiles(version))).toEqual([
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

  it("has the documented outputs", () => {
    expect(Object.keys(parse(moduleFiles(version), "outputs.tf.json").output)).toEqual([
      "repository_urls",
      "repository_arns",
      "repository_names",
      "registry_url",
    ]);
  });
});

describe("modules/ecr-registry", () => {
  it("has a variable for each setting of a registry that Terraform 1.0 has a type for", () => {
    expect(signatureOf(registryModuleFiles(version))).toEqual([
      ["scan_type", "string", null],
      ["scanning_rules", "list(object({ scan_frequency = string, filters = list(string) }))", []],
      ["basic_scan_type_version", "string", null],
      [
        "replication_rules",
        "list(object({ destinations = list(object({ region = string, registry_id = string })), prefixes = list(string) }))",
        [],
      ],
      ["pull_through_cache_rules", "map(map(string))", {}],
      ["policy_statements", "any", []],
      ["registry_policy_scope", "string", null],
    ]);
  });

  it("has the account as its output", () => {
    const { output } = parse(registryModuleFiles(version), "outputs.tf.json");
    expect(Object.keys(output)).toEqual(["registry_id"]);
  });
});
