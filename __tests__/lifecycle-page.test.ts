import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readLifecyclePolicy } from "../policies/lifecycle/lifecycle-policy.ts";
import { lifecyclePolicyOf } from "../policies/lifecycle/written-policy.ts";
import { checkEnvironment } from "../settings/check-environment.ts";
import { lifecycleOf, lifecyclePolicy } from "../settings/lifecycle/lifecycle.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { simulate } from "../simulator/simulate.ts";
import type { StoredImage } from "../simulator/stored-image.ts";
import { problemLines } from "./support/problem-lines.ts";

const NOW = new Date("2026-11-28");
const PAGE = readFileSync("docs/lifecycle.md", "utf8");

/** The page's parts that have code, by their headings. */
const RECIPES = PAGE.split(/^##+ /m)
  .slice(1)
  .filter((part) => part.includes("```ts"))
  .map((part) => {
    const code = part.match(/```ts\n([\s\S]*?)```/)?.[1] ?? "";
    const rows = [...part.matchAll(/^\| (.*?) ?\| (\d+) days ago \| ([\w ]+) \|$/gm)];
    return { name: part.split("\n")[0] ?? "", code, rows: rows.map((row) => row.slice(1)) };
  });

/** The settings that a recipe's code writes. */
function settingsOf(code: string): Partial<RepositorySettings> {
  return new Function(`return { ${code} };`)();
}

/** What becomes of images, as the table of a recipe lists them. */
function fates(settings: Partial<RepositorySettings>, rows: readonly string[][]): string[] {
  const repository = { component: "api", name: "api", purpose: "API", ...settings };
  const input = { environment: "qa", repositories: [repository] };
  expect(problemLines(checkEnvironment("qa", input).problems)).toEqual([]);
  const policy = lifecyclePolicy(lifecycleOf(repository, { maxImageCount: 0, lifecycleRules: [] }));
  const images = rows.map(([tags = "", days = ""], index) => image(tags, Number(days), index));
  return fatesOf(policy, images);
}

/** What becomes of images by a policy, in the words of the tables. */
function fatesOf(policy: object | undefined, images: readonly StoredImage[]): string[] {
  const simulation = simulate(
    policy ? readLifecyclePolicy(JSON.stringify(policy)) : { rules: [] },
    images,
    NOW,
  );
  if ("unknown" in simulation) throw new Error(simulation.unknown);
  return images.map(({ digest }) => {
    const kind = simulation.fates.get(digest)?.kind;
    if (kind === "expires") return "expires";
    return kind === "is archived" ? "archived" : "stays";
  });
}

function image(tags: string, days: number, index: number): StoredImage {
  return {
    digest: `sha256:${`${index}`.padStart(64, "0")}`,
    tags: tags === "" ? [] : tags.split(", "),
    pushedAt: new Date(NOW.getTime() - (days + 0.5) * 86_400_000),
    lastPulledAt: undefined,
    bytes: undefined,
    storageClass: "standard",
    archivedAt: undefined,
    restoredAt: undefined,
    children: [],
  };
}

describe("docs/lifecycle.md", () => {
  it("has recipes", () => {
    expect(RECIPES.length).toBeGreaterThanOrEqual(7);
    expect(RECIPES.filter(({ rows }) => rows.length === 0).map(({ name }) => name)).toEqual([
      "A policy in ECR's own words",
    ]);
  });

  it.each(RECIPES)("$name", ({ code, rows }) => {
    expect(fates(settingsOf(code), rows)).toEqual(rows.map(([, , fate]) => fate));
  });

  it("archives a manifest list together with its images, which the last rule would delete", () => {
    const { lifecycleRules = [] } = settingsOf(
      RECIPES.find(({ name }) => name.includes("archive"))?.code ?? "",
    );
    const platform = image("", 200, 0);
    const list = { ...image("v1", 200, 1), children: [platform.digest] };
    const newer = Array.from({ length: 100 }, (_, index) => image("main", 1, index + 2));
    const [platformFate, listFate] = fatesOf(lifecyclePolicyOf(lifecycleRules), [
      platform,
      list,
      ...newer,
    ]);
    expect([platformFate, listFate]).toEqual(["archived", "archived"]);
    const without = lifecycleRules.filter(({ tagStatus }) => tagStatus !== "untagged");
    const [deleted] = fatesOf(lifecyclePolicyOf(without), [platform, list, ...newer]);
    expect(deleted).toBe("expires");
  });

  it("keeps nothing for ever in the archive, and counts nothing there", () => {
    const archived = {
      storageClass: "archive",
      archivedAt: new Date(NOW.getTime() - 91 * 86_400_000),
    } as const;
    const images = [{ ...image("v1", 99, 0), ...archived }, image("v2", 98, 1)];
    const forever = { tagPatterns: ["v*"], keepForever: true } as const;
    const last = { tagStatus: "any", expireAfterDaysArchived: 90 } as const;
    expect(fatesOf(lifecyclePolicyOf([forever, last]), images)).toEqual(["expires", "stays"]);
    const one = { tagStatus: "any", keepNewest: 1 } as const;
    const newest = [{ ...image("v3", 1, 2), ...archived }, ...images.slice(1)];
    expect(fatesOf(lifecyclePolicyOf([one]), newest)).toEqual(["stays", "stays"]);
  });
});
