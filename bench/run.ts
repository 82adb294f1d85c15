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
import { measurePlans, PLAN_SIZES, rootFolder } from "./plan.ts";
import { measureReview } from "./review.ts";
import { measureEnvironments, measureSizes, SIZES } from "./synth.ts";
import { measureTool } from "./tool.ts";

const folder = mkdtempSync(join(tmpdir(), "ecr-bench-"));
const sections: string[] = [];

void writeBenchmarks();

/** Measures everything and writes docs/benchmarks.md. */
async function writeBenchmarks(): Promise<void> {
  const environments = await measureEnvironments(folder);
  section(`## Synth of the four documented environments\n\n${table(environments)}`);

  const sizes = await measureSizes(folder);
  section(`## Synth by number of repositories\n\n${table(sizes)}\n\n${growth(sizes)}`);

  section(`## Start-up of the tool\n\n${table(await measureTool())}`);

  section(
    `## Review of a plan of 1,000 repositories\n\nWithout Terraform's own time.\n\n${table(await measureReview(folder))}`,
  );

  const expiry = await measureExpiry();
  section(
    `## What ${RULES} rules expire of ${IMAGES.toLocaleString("en")} images\n\nEach image has two tags, and each tenth is a manifest list.\n\n${table(expiry)}`,
  );

  const { copy, again } = await measureMirror(folder);
  section(
    `## Mirror of 200 tags\n\nSmall images of two platforms, between two registries on this machine.\n\nCopy\n\n${table(copy)}\n\nNothing to do\n\n${table(again)}`,
  );

  const moto = await startMoto();
  const pluginEnv = await pluginEnvironment();
  for (const images of PLAN_SIZES) {
    const { plan, apply } = await measurePlans(folder, images, moto, pluginEnv);
    section(
      `## Terraform at ${images} repositories\n\n\`plan -refresh=false\`\n\n${table(plan)}\n\n\`apply\` to moto\n\n${table(apply)}`,
    );
  }
  await moto.stop();
  const machine = describeMachine();
  rmSync(folder, { recursive: true });

  const report = `# Benchmarks

\`npm run bench\` writes this page. The rows of a table ran in turn, in one run. Each ran several
times, except the applies at 100 and 1,000 repositories, which ran once. The fastest run is the one
that other work on the machine disturbed least. Memory is the most that all processes of a run used
together.

${machine}

${sections.join("\n\n")}

In the tables of Terraform, **our stack** is an environment stack. Flat JSON has the resources of
that stack and nothing else. Our module calls \`modules/ecr\` until there are as many repositories. terraform-aws-modules/ecr and cloudposse/ecr are not measured: they come from the
Terraform registry.
`;
  writeFileSync("docs/benchmarks.md", report);
  console.log(report);
}

/** Adds a finished section and shows it, since the whole run takes long. */
function section(text: string): void {
  sections.push(text);
  console.error(`${text}\n`);
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
  const lock = readFileSync(join(rootFolder(folder, PLAN_SIZES[0]), ".terraform.lock.hcl"), "utf8");
  const terraform = execFileSync("terraform", ["version", "-json"], { encoding: "utf8" });
  return [
    `- ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`,
    `- Node ${process.version}, Terraform ${JSON.parse(terraform).terraform_version}, cdktf 0.21.0, AWS provider ${lock.match(/version\s+= "(.+)"/)?.[1]}, aws-cdk-lib 2.276.0`,
  ].join("\n");
}
