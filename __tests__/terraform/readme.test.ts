import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Checkout } from "../support/checkout.ts";
import { DOCUMENTED_SETTINGS } from "../support/document.ts";
import { CLEAN_ENV } from "../support/environment.ts";
import { Playground } from "../support/playground.ts";
import { run } from "../support/processes.ts";
import { readBack } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { shellBlocks } from "../support/shell-blocks.ts";

const CDKTF = [
  "terraform/cdktf-cli.test.ts",
  "synthesizes, lists, plans, deploys, tells the outputs and destroys",
];
const PUSH = ["cli/push.test.ts", "an image is built, pushed and logged in for as the README says"];

/** The commands of the README that another test runs: its file and name. All others are run here. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  "npx cdktf deploy qa": CDKTF,
  "npx cdktf output qa": CDKTF,
  "npx cdktf destroy qa": CDKTF,
  "bin/artos-ecr login staging": PUSH,
  "bin/artos-ecr logout staging": PUSH,
  "docker build -t backend:v1.2.3 backend": PUSH,
  "bin/artos-ecr push staging backend v1.2.3": PUSH,
  "bin/artos-ecr scan-gate staging backend v1.2.3 --fail-on HIGH": [
    "cli/scan-gate.test.ts",
    "once its scan is done",
  ],
  "bin/artos-ecr mirror shared": [
    "cli/mirror.test.ts",
    "copies the project's own manifest: whole, by digest, and once",
  ],
  "bin/artos-ecr replication-policy registry": [
    "cli/replication-policy.test.ts",
    "the policy of a destination grants what the rules need, and no more",
  ],
  "bin/artos-ecr replicate production": [
    "cli/replicate.test.ts",
    "copies all platforms and all tags to each destination, once, and then it has arrived",
  ],
  "bin/artos-ecr empty qa": ["cli/empty.test.ts", "with the stack's name"],
};

const BLOCKS = shellBlocks("README.md");

it.each(Object.entries(ELSEWHERE))("another test runs %s", (command, [file = "", name = ""]) => {
  expect(BLOCKS.flat()).toContain(command);
  expect(readFileSync(join("__tests__", file), "utf8")).toContain(`"${name}"`);
});

const here = BLOCKS.map((block) => block.filter((command) => !(command in ELSEWHERE)));
const scripts = here.filter((block) => block.length > 0).map((block) => block.join("\n"));

describeReal("the README's commands, in its order", () => {
  const checkout = new Checkout({ ...DOCUMENTED_SETTINGS, qa: { environment: "qa" } });
  let playground: Playground;

  beforeAll(async () => {
    playground = await Playground.open();
    // What is adopted: production, in another state.
    const old = playground.stack(DOCUMENTED_SETTINGS.production);
    await old.init();
    await old.plan();
    await old.apply();
    writeFileSync(join(checkout.folder, "old.json"), await old.run("show", "-json"));
    // What `npm test` runs: one test stands for all.
    for (const part of ["vitest.config.ts", "__tests__/support", "__tests__/hcl.test.ts"]) {
      cpSync(part, join(checkout.folder, part), { recursive: true });
    }
  });
  afterAll(async () => {
    checkout.remove();
    await playground?.close();
  });

  it.each(scripts)("%s", async (script) => {
    const { code, stdout, stderr } = await run("sh", ["-exc", script], {
      cwd: checkout.folder,
      env: { ...CLEAN_ENV, ...playground.terraform(checkout.folder).env },
    });
    expect(code, stdout + stderr).toBe(0);
  });

  it("do what it says", async () => {
    for (const path of [
      ...["development", "staging", "production", "shared", "qa"].map(
        (id) => `cdktf.out/stacks/${id}/cdk.tf.json`,
      ),
      "cdktf.out/stacks/production/adopt.tf",
      "examples/own-repositories/cdktf.out/stacks/payments/cdk.tf.json",
    ]) {
      expect(existsSync(join(checkout.folder, path)), path).toBe(true);
    }
    expect(Object.keys(await readBack(playground.moto))).toEqual(
      expect.arrayContaining([
        "qa/artos-postgres-eks-backend",
        "qa/artos-postgres-eks-celery",
        "qa/frontend",
      ]),
    );
  });
});
