import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keepLast } from "../support/document.ts";
import { CLEAN_ENV } from "../support/environment.ts";
import { Playground } from "../support/playground.ts";
import { run } from "../support/processes.ts";
import { readBack } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf } from "../support/terraform.ts";

const PROGRAM = "examples/own-images/main.ts";

it("the README's program is the example", () => {
  const program = readFileSync(PROGRAM, "utf8");
  expect(readFileSync("README.md", "utf8")).toContain(program);
  expect(program.trimEnd().split("\n").length).toBeLessThan(20);
});

describeReal("a team's own images", () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await Playground.open();
  });
  afterAll(() => playground?.close());

  it("are deployed", async () => {
    const cwd = playground.folder();
    const tsx = import.meta.resolve("tsx");
    const { code, stderr } = await run(process.execPath, ["--import", tsx, resolve(PROGRAM)], {
      cwd,
      env: CLEAN_ENV,
    });
    expect(code, stderr).toBe(0);
    const terraform = playground.terraform(join(cwd, "cdktf.out", "stacks", "payments"));
    await terraform.init();
    await terraform.plan();
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
    expect(await readBack(playground.moto)).toMatchObject({
      "payments/api": { tagMutability: "IMMUTABLE", lifecyclePolicy: keepLast(30) },
      "payments/worker": { tagMutability: "IMMUTABLE", lifecyclePolicy: keepLast(5) },
      "payments/e2e": { tagMutability: "MUTABLE", lifecyclePolicy: keepLast(30) },
    });
  });
});
