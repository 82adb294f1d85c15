import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { moduleFiles } from "../generator/ecr-files.ts";
import { registryModuleFiles } from "../generator/ecr-registry-files.ts";
import { generate } from "../generator/generator.ts";
import { ECR, ECR_REGISTRY, lostAddresses } from "../generator/lost-addresses.ts";
import { withTables } from "../generator/project-readme.ts";
import { sourcesPage } from "../generator/sources-page.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { InvalidConfiguration } from "../stacks/invalid-configuration.ts";

const CATALOGUE: readonly RepositorySettings[] = [
  { component: "api", name: "public-api", purpose: "Public API" },
  { component: "frontend", name: "frontend", purpose: "Web application" },
  { component: "redis", name: "thirdparty/redis", shared: true, purpose: "Cache" },
  { component: "litellm", name: "thirdparty/litellm", shared: true, purpose: "Proxy" },
];
/** The catalogue with the entry of one component changed. */
const catalogueWith = (
  component: string,
  change: Partial<RepositorySettings>,
): readonly RepositorySettings[] =>
  CATALOGUE.map((image) => (image.component === component ? { ...image, ...change } : image));
const RENAMED = catalogueWith("frontend", { component: "web" });
const WAYS_OUT = (version: string) =>
  `Put it back in settings/documented-repositories.ts; or raise the major version in package.json, now ${version}, and describe in docs/adopt.md how callers move`;

describe("what callers of modules/ecr would lose", () => {
  const problems = (repositories: readonly RepositorySettings[], before = "1.2.3", now = before) =>
    lostAddresses(ECR, moduleFiles(before, CATALOGUE), moduleFiles(now, repositories));

  it("is nothing if every repository keeps its address and its name", () => {
    const added: RepositorySettings = {
      component: "worker",
      name: "worker",
      purpose: "Settles payments",
    };
    const changed = CATALOGUE.map((image) => ({ ...image, scanOnPush: false, purpose: "" }));
    expect(problems(CATALOGUE)).toEqual([]);
    expect(problems([added, ...CATALOGUE.toReversed()])).toEqual([]);
    expect(problems(changed)).toEqual([]);
  });

  it("is a repository that is dropped, renamed or named otherwise, all at once", () => {
    const changed = catalogueWith("api", { name: "api" })
      .filter(({ component }) => component !== "redis")
      .map((image) => (image.component === "frontend" ? { ...image, component: "web" } : image));
    expect(problems(changed)).toEqual([
      `aws_ecr_repository.api (\${var.environment}/public-api) gets the name \${var.environment}/api: the next plan of every caller of modules/ecr would replace it. ${WAYS_OUT("1.2.3")}`,
      `aws_ecr_repository.frontend (\${var.environment}/frontend) becomes aws_ecr_repository.web: the next plan of every caller of modules/ecr would destroy it and create an empty one. ${WAYS_OUT("1.2.3")}`,
      `aws_ecr_repository.redis (thirdparty/redis) is gone: the next plan of every caller of modules/ecr would destroy it. ${WAYS_OUT("1.2.3")}`,
    ]);
  });

  it("is both of two repositories that swap their names", () => {
    const swapped = catalogueWith("redis", { name: "thirdparty/litellm" }).map((image) =>
      image.component === "litellm" ? { ...image, name: "thirdparty/redis" } : image,
    );
    expect(problems(swapped).map((problem) => problem.split(" (")[0])).toEqual([
      "aws_ecr_repository.redis",
      "aws_ecr_repository.litellm",
    ]);
  });

  it("is a repository that all environments share from now on, or no longer", () => {
    expect(problems(catalogueWith("frontend", { shared: true }))).toHaveLength(1);
    expect(problems(catalogueWith("redis", { shared: false }))).toHaveLength(1);
  });

  it.each(["1.2.3", "1.9.0", "1.10.0-rc.1"])("stays that in version %s after 1.2.3", (version) => {
    expect(problems(RENAMED, "1.2.3", version)).toHaveLength(1);
    expect(problems(CATALOGUE, "1.2.3", version)).toEqual([]);
  });

  it.each([
    ["0.1.0", "1.0.0"],
    ["1.2.3", "2.0.0-rc.1"],
    ["9.9.9", "10.0.0"],
  ])("may be moved by callers from %s to %s", (before, now) => {
    expect(problems(RENAMED, before, now)).toEqual([]);
  });

  it("cannot be judged by a version that goes back", () => {
    expect(problems(CATALOGUE, "10.0.0", "9.0.0")).toEqual([
      "the version in package.json is 9.0.0: its major version must be at least that of 10.0.0, which modules/ecr was generated from",
    ]);
  });

  it.each(["", "1.0", "v1.0.0", "2"])("cannot be judged by the version %j", (version) => {
    const rule = "must be MAJOR.MINOR.PATCH (Semantic Versioning)";
    expect(problems(RENAMED, "1.2.3", version)).toEqual([
      `the version in package.json is "${version}": ${rule}`,
    ]);
    expect(problems(RENAMED, version, "1.2.3")).toEqual([
      `modules/ecr/README.md has the version "${version}": ${rule}`,
    ]);
  });

  it("cannot be judged of a module without its files", () => {
    const withoutReadme = new Map(
      [...moduleFiles("1.2.3", CATALOGUE)].filter(([name]) => name !== "README.md"),
    );
    expect(lostAddresses(ECR, withoutReadme, moduleFiles("1.2.3", CATALOGUE))).toHaveLength(1);
    for (const main of [undefined, "{}", '{ "resource": {} }']) {
      const files = new Map([...moduleFiles("1.2.3", CATALOGUE)]);
      if (main === undefined) files.delete("main.tf.json");
      else files.set("main.tf.json", main);
      expect(lostAddresses(ECR, files, moduleFiles("1.2.3", CATALOGUE))).toEqual([
        "modules/ecr/main.tf.json has no aws_ecr_repository: restore it from git",
      ]);
    }
  });
});

describe("what callers of modules/ecr-registry would lose", () => {
  const committed = registryModuleFiles("1.2.3");
  const problems = (from: string, to: string, now = "1.2.3") => {
    const main = committed.get("main.tf.json")!;
    expect(main).toContain(from);
    const generated = new Map([...registryModuleFiles(now)]);
    generated.set("main.tf.json", main.replace(from, to));
    return lostAddresses(ECR_REGISTRY, committed, generated);
  };
  const wayOut =
    "the next plan of every caller of modules/ecr-registry would destroy it. Put it back in stacks/registry-module-stack.ts; or raise the major version in package.json, now 1.2.3, and describe in docs/adopt.md how callers move";

  it("is nothing if every resource keeps its address", () => {
    expect(problems("local.scan_type", "local.type")).toEqual([]);
  });

  it.each([
    ['"replication": {', '"copies": {', "aws_ecr_replication_configuration.replication[0]"],
    ['"cache": {', '"caches": {', "aws_ecr_pull_through_cache_rule.cache[each.key]"],
    [
      '"for_each": "${local.pull',
      '"count": "${local.pull',
      "aws_ecr_pull_through_cache_rule.cache[each.key]",
    ],
  ])("is a resource whose address changes: %s to %s", (from, to, address) => {
    expect(problems(from, to)).toEqual([`${address} is gone: ${wayOut}`]);
    expect(problems(from, to, "2.0.0")).toEqual([]);
  });

  it("cannot be judged of a module without its files", () => {
    const files = new Map([...committed]);
    files.set("main.tf.json", "{}");
    expect(lostAddresses(ECR_REGISTRY, files, committed)).toEqual([
      "modules/ecr-registry/main.tf.json has no resource: restore it from git",
    ]);
    expect(lostAddresses(ECR_REGISTRY, new Map(), committed)).toEqual([
      'modules/ecr-registry/README.md has the version "": must be MAJOR.MINOR.PATCH (Semantic Versioning)',
    ]);
  });
});

describe("npm run generate", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "ecr-generate-"));
    mkdirSync(join(root, "docs"));
    writeFileSync(join(root, "docs/sources.md"), sourcesPage());
    const readme = withTables(readFileSync("README.md", "utf8"), CATALOGUE);
    writeFileSync(join(root, "README.md"), readme);
    setVersion("1.2.3");
    const modules = {
      ecr: moduleFiles("1.2.3", CATALOGUE),
      "ecr-registry": registryModuleFiles("1.2.3"),
    };
    for (const [folder, files] of Object.entries(modules)) {
      mkdirSync(join(root, "modules", folder), { recursive: true });
      for (const [name, content] of files) {
        writeFileSync(join(root, "modules", folder, name), content);
      }
    }
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const setVersion = (version: string) =>
    writeFileSync(join(root, "package.json"), JSON.stringify({ version }));
  const contents = () =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"));

  it("writes the modules and the tables of the project's README", () => {
    const before = contents();
    const readme = readFileSync("README.md", "utf8");
    writeFileSync(join(root, "README.md"), readme.replace("| `environment` |", "| `old` |"));
    writeFileSync(join(root, "modules/ecr/outputs.tf.json"), "{}");
    writeFileSync(join(root, "modules/ecr-registry/variables.tf.json"), "{}");
    generate(root, CATALOGUE);
    expect(contents()).toEqual(before);
  });

  it("writes nothing if callers would lose a repository", () => {
    const readme = readFileSync("README.md", "utf8");
    writeFileSync(join(root, "README.md"), readme.replace("| `environment` |", "| `old` |"));
    const before = contents();
    expect(() => generate(root, RENAMED)).toThrow(InvalidConfiguration);
    expect(() => generate(root, RENAMED)).toThrow(
      /^Nothing was written: 1 problem\.\n {2}aws_ecr_repository\.frontend /,
    );
    expect(contents()).toEqual(before);
  });

  it("writes nothing if callers would lose a resource of a registry", () => {
    const main = join(root, "modules/ecr-registry/main.tf.json");
    writeFileSync(main, readFileSync(main, "utf8").replace('"scanning": {', '"scans": {'));
    const before = contents();
    expect(() => generate(root, CATALOGUE)).toThrow(
      /^Nothing was written: 1 problem\.\n {2}aws_ecr_registry_scanning_configuration\.scans\[0\] is gone/,
    );
    expect(contents()).toEqual(before);
  });

  it("writes a new major version, and holds it to its addresses from then on", () => {
    setVersion("2.0.0");
    generate(root, RENAMED);
    const renamed = contents();
    generate(root, RENAMED);
    expect(() => generate(root, CATALOGUE)).toThrow(
      /aws_ecr_repository\.web .* becomes .*frontend/,
    );
    setVersion("1.9.0");
    expect(() => generate(root, RENAMED)).toThrow(/its major version must be at least/);
    setVersion("2.0.0");
    expect(contents()).toEqual(renamed);
  });
});
