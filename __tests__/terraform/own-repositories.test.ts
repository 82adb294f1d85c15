import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keepLast } from "../support/document.ts";
import { Playground } from "../support/playground.ts";
import { runProgram } from "../support/program.ts";
import { readBack } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf } from "../support/terraform.ts";

const PROGRAM = "examples/own-repositories/main.ts";

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
    expect(await runProgram(PROGRAM, cwd)).toMatchObject({ code: 0 });
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
