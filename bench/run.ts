import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { startMoto } from "../__tests__/support/moto.ts";
import { pluginEnvironment } from "../__tests__/support/plugin-mirror.ts";
import { measureExpiry } from "./expiry.ts";
import { IMAGES, RULES } from "./expiry-size.ts";
import type { Measured } from "./measure.ts";
import { measureMirror } from "./mirror.ts";
import { measurePlans, PLAN_SIZES } from "./plan.ts";
import { measureReview } from "./review.ts";
import { measureEnvironments, measureRegistries, measureSizes, SIZES } from "./synth.ts";
import { measureTool } from "./tool.ts";

const folder = mkdtempSync(join(tmpdir(), "ecr-bench-"));
const PAGE = "docs/benchmarks.md";

/** What can be measured. Each part gives one section of the page or several. */
const PARTS: Readonly<Record<string, () => Promise<string[]>>> = {
  environments: async () => [
    `## Synth of the four documented environments\n\n${table(await measureEnvironments(folder))}`,
  ],
  sizes: async () => {
    const sizes = await measureSizes(folder);
    return [`## Synth by number of repositories\n\n${table(sizes)}\n\n${growth(sizes)}`];
  },
  registries: async () => [
    `## Synth of an app that replicates to four registries\n\n${table(await measureRegistries(folder))}`,
  ],
  tool: async () => [`## Start-up of the tool\n\n${table(await measureTool())}`],
  review: async () => [
    `## Review of a plan of 1,000 repositories\n\nWithout Terraform's own time.\n\n${table(await measureReview(folder))}`,
  ],
  expiry: async () => [
    `## What ${RULES} rules expire of ${IMAGES.toLocaleString("en")} images\n\nEach image has two tags, and each tenth is a manifest list.\n\n${table(await measureExpiry())}`,
  ],
  mirror: async () => {
    const { copy, again } = await measureMirror(folder);
    return [
      `## Mirror of 200 tags\n\nSmall images of two platforms, between two registries on this machine.\n\nCopy\n\n${table(copy)}\n\nNothing to do\n\n${table(again)}`,
    ];
  },
  terraform: measureTerraform,
};

void writeBenchmarks(process.argv.slice(2));

/**
 * Measures and writes docs/benchmarks.md. Parts that are not measured stay as they are.
 *
 * @param names the parts to measure; all without one
 */
async function writeBenchmarks(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !Object.hasOwn(PARTS, name));
  if (unknown.length > 0) {
    console.error(`${unknown.join(", ")}: the parts are ${Object.keys(PARTS).join(", ")}.`);
    process.exitCode = 2;
    return;
  }
  const sections = sectionsOf(readFileSync(PAGE, "utf8"));
  for (const [name, measurePart] of Object.entries(PARTS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    for (const section of await measurePart()) {
      console.error(`${section}\n`); // The whole run takes long.
      sections.set(headingOf(section), section);
    }
  }
  rmSync(folder, { recursive: true });
  writeFileSync(
    PAGE,
    `# Benchmarks

\`npm run bench\` writes this page; \`npm run bench -- tool mirror\` measures two parts of it anew.
Compare within a table only: its rows ran in turn, in one run. Each ran several times, except the
applies at 100 and 1,000 repositories, which ran once. The fastest run is the one that other work on
the machine disturbed least. Memory is the most that all processes of a run used together.

${describeMachine()}

${[...sections.values()].join("\n\n")}

In the tables of Terraform, **our stack** is an environment stack. Flat JSON has the resources of
that stack and nothing else. Our module calls \`modules/ecr\` until there are as many repositories.
terraform-aws-modules/ecr and cloudposse/ecr are not measured: they come from the Terraform
registry.
`,
  );
}

/** The sections of the page by their headings. */
function sectionsOf(page: string): Map<string, string> {
  const sections = page.split(/^(?=## )/m).slice(1);
  const last = sections.pop()?.split("\n\nIn the tables of Terraform")[0] ?? "";
  return new Map([...sections, last].map((text) => [headingOf(text), text.trim()]));
}

function headingOf(section: string): string {
  return section.split("\n")[0] ?? "";
}

async function measureTerraform(): Promise<string[]> {
  const moto = await startMoto();
  const pluginEnv = await pluginEnvironment();
  const sections: string[] = [];
  for (const images of PLAN_SIZES) {
    const { plan, apply } = await measurePlans(folder, images, moto, pluginEnv);
    sections.push(
      `## Terraform at ${images} repositories\n\n\`plan -refresh=false\`\n\n${table(plan)}\n\n\`apply\` to moto\n\n${table(apply)}`,
    );
  }
  await moto.stop();
  return sections;
}

function table(rows: readonly Measured[]): string {
  const lines = rows.map(
    ({ name, seconds, fastest, megabytes }) =>
      `| ${name} | ${seconds.toFixed(2)} s | ${fastest.toFixed(2)} s | ${megabytes.toFixed(0)} MB |`,
  );
  const header = ["| What | Median | Fastest | Memory |", "| --- | ---: | ---: | ---: |"];
  return [...header, ...lines].join("\n");
}

function growth(rows: readonly Measured[]): string {
  const [smaller, larger] = rows.slice(-2);
  const [few, many] = SIZES.slice(-2);
  if (!smaller || !larger || !few || !many) return "";
  const exponent = Math.log(larger.seconds / smaller.seconds) / Math.log(many / few);
  const own =
    (larger.seconds - (rows[0]?.seconds ?? 0)) / (smaller.seconds - (rows[0]?.seconds ?? 0));
  const ownExponent = Math.log(own) / Math.log(many / few);
  return `Growth exponent from 1,000 to 10,000 repositories: ${exponent.toFixed(2)}; without the time of the smallest app: ${ownExponent.toFixed(2)}.`;
}

function describeMachine(): string {
  const terraform = execFileSync("terraform", ["version", "-json"], { encoding: "utf8" });
  return [
    `- ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`,
    `- Node ${process.version}, Terraform ${JSON.parse(terraform).terraform_version}, cdktf 0.21.0, aws-cdk-lib 2.276.0`,
  ].join("\n");
}
