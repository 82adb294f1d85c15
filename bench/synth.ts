import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Measured, measure, type Subject } from "./measure.ts";

const RUNS = 7;

/** The command of cdktf.json, with another program. */
function appCommand(main: string): string {
  return `node ${resolve("bin/run.mjs")} ${resolve(main)}`;
}

/** Synth of the four documented environments, compared with other programs. */
export function measureEnvironments(folder: string): Promise<Measured[]> {
  const subject = (name: string, command: string): Subject => {
    const cwd = join(folder, name.replace(/\W+/g, "-"));
    mkdirSync(cwd);
    return { name, command, cwd };
  };
  const withCli = (name: string, main: string): Subject => {
    const made = subject(name, `${resolve("node_modules/.bin/cdktf")} synth`);
    const config = { language: "typescript", app: appCommand(main), projectId: "bench" };
    writeFileSync(join(made.cwd, "cdktf.json"), JSON.stringify(config));
    return made;
  };
  return measure(
    [
      subject("`node -e 0`", "node -e 0"),
      subject("the same JSON without CDKTF", `node ${bareScript(folder)}`),
      subject("empty CDKTF app", appCommand("bench/empty-app.ts")),
      subject("**this program**", appCommand("main.ts")),
      subject("AWS CDK program, JavaScript", `node ${resolve("bench/cdk-app.mjs")}`),
      withCli("`cdktf synth` of the empty app", "bench/empty-app.ts"),
      withCli("**`cdktf synth` of this program**", "main.ts"),
    ],
    RUNS,
  );
}

/** A script that writes the same files from literal data. */
function bareScript(folder: string): string {
  const stacks = ["development", "staging", "production", "shared"];
  const files = Object.fromEntries(
    stacks.map((id) => [
      id,
      JSON.parse(readFileSync(`cdktf.out/stacks/${id}/cdk.tf.json`, "utf8")),
    ]),
  );
  const script = join(folder, "bare.mjs");
  writeFileSync(
    script,
    `import { mkdirSync, writeFileSync } from "node:fs";
const files = ${JSON.stringify(files)};
for (const [id, file] of Object.entries(files)) {
  mkdirSync("stacks/" + id, { recursive: true });
  writeFileSync("stacks/" + id + "/cdk.tf.json", JSON.stringify(file, null, 2));
}
`,
  );
  return script;
}

export const SIZES = [10, 100, 1_000, 10_000] as const;

/** Synth of one environment with many repositories. */
export function measureSizes(folder: string): Promise<Measured[]> {
  const cwd = join(folder, "sizes");
  mkdirSync(cwd);
  return measure(
    SIZES.map((images) => ({
      name: `${images.toLocaleString("en")} repositories`,
      command: `${appCommand("bench/sized-app.ts")} ${images}`,
      cwd,
    })),
    3,
  );
}

/** The same with a registry that replicates them all to four others. */
export function measureRegistries(folder: string): Promise<Measured[]> {
  const cwd = join(folder, "registries");
  mkdirSync(cwd);
  return measure(
    [100, 1_000].flatMap((images) =>
      ["sized-app", "registry-app"].map((main) => ({
        name: `${images.toLocaleString("en")} repositories${main === "sized-app" ? "" : ", **five registries**"}`,
        command: `${appCommand(`bench/${main}.ts`)} ${images}`,
        cwd,
      })),
    ),
    3,
  );
}
