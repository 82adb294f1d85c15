import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readLifecyclePolicy } from "../policies/lifecycle/lifecycle-policy.ts";
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
});
