import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Checkout } from "../support/checkout.ts";

let checkout: Checkout;
beforeEach(() => {
  checkout = new Checkout();
});
afterEach(() => checkout.remove());

const recorded = () => JSON.parse(readFileSync(join(checkout.folder, "repositories.json"), "utf8"));
const dropRedis = () =>
  checkout.edit("constructs/image-catalogue.ts", /\{\n {4}component: "redis",[^}]+\},\n/g, "");

it("the record is not in the way of a first synth", async () => {
  checkout.delete("repositories.json");
  expect(await checkout.synth()).toMatchObject({
    code: 0,
    stderr:
      "16 not in repositories.json yet (development/artos-postgres-eks-backend, development/artos-postgres-eks-celery, development/frontend, …): npm run record protects the images\n",
  });
});

it("the record takes in the environments that a user adds", async () => {
  const qa = 'new EnvironmentStack(app, "qa", { environment: "qa" });\n';
  checkout.edit("main.ts", "synthesize(app);", `${qa}synthesize(app);`);
  expect(await checkout.synth()).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("3 not in repositories.json yet (qa/"),
  });
  const before = recorded();
  expect(await checkout.record()).toMatchObject({
    code: 0,
    stdout: "Recorded 19 repositories in repositories.json; commit it.\n",
  });
  const { qa: added, ...rest } = recorded();
  expect(rest).toEqual(before);
  expect(added["aws_ecr_repository.frontend"]).toEqual({
    name: "qa/frontend",
    region: "us-east-1",
    accountId: null,
    state: "local",
    encryptionType: "AES256",
    kmsKeyArn: null,
  });
  expect(await checkout.synth()).toMatchObject({ code: 0, stderr: "" });
});

it("a loss stops the synth, until it is acknowledged by name", async () => {
  const before = recorded();
  dropRedis();
  const howTo = "run npm run record -- --lose shared.aws_ecr_repository.redis";
  for (const refused of [await checkout.synth(), await checkout.record()]) {
    expect(refused).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(howTo) });
  }
  expect(recorded()).toEqual(before);

  expect(await checkout.record("--lose", "shared.aws_ecr_repository.redis")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("Acknowledged: thirdparty/redis"),
  });
  expect(recorded().shared).not.toHaveProperty(["aws_ecr_repository.redis"]);
  expect(await checkout.synth()).toMatchObject({ code: 0, stderr: "" });
});

it("the acknowledgement of a loss that is none is refused", async () => {
  const before = recorded();
  expect(await checkout.record("--lose", "shared.aws_ecr_repository.redis")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no such recorded repository would be lost"),
  });
  expect(recorded()).toEqual(before);
});

it("settings that break a rule are not recorded", async () => {
  checkout.edit("main.ts", "maxImageCount: 10,", 'maxImageCount: 1001, environment: "test",');
  checkout.edit("main.ts", 'environment: "staging",', "");
  expect(await checkout.record()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("staging.maxImageCount is 1001"),
  });
});

it.each(["<<<<<<< HEAD", "[]", '""', "null", '{"qa":null}', '{"qa":[]}', '{"qa":{"a":{}}}'])(
  "a record that cannot be read stops the synth: %s",
  async (content) => {
    checkout.edit("repositories.json", /^[\s\S]*$/g, content);
    expect(await checkout.synth()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("repositories.json cannot be read"),
    });
  },
);

it("a renamed component is recorded at its old address until that is acknowledged", async () => {
  const frontend = "shared.aws_ecr_repository.frontend";
  const catalogue = "constructs/image-catalogue.ts";
  checkout.edit(catalogue, 'component: "frontend",', 'component: "web", formerly: "frontend",');
  const before = recorded();
  expect(await checkout.record()).toMatchObject({ code: 0 });
  expect(recorded()).toEqual(before);
  expect(await checkout.synth()).toMatchObject({ code: 0, stderr: "" });

  checkout.edit(
    catalogue,
    'component: "web", formerly: "frontend"',
    'component: "ui", formerly: "web"',
  );
  const renamedTwice = await checkout.synth();
  checkout.edit(catalogue, 'component: "ui", formerly: "web"', 'component: "web"');
  const forgotten = await checkout.synth();
  for (const { code, stderr } of [renamedTwice, forgotten]) {
    expect(code).toBe(1);
    expect(stderr).toContain(
      `once that is deployed everywhere, or to lose them, run npm run record -- --lose ${frontend}`,
    );
  }
});

it.each([["recrod"], ["--bogus"], ["record", "--lose"], ["record", "all"], ["--lose", "qa"]])(
  "wrong arguments are refused: %s %s",
  async (...args) => {
    expect(await checkout.program(...args)).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("there is npm run synth, and npm run record"),
    });
  },
);
