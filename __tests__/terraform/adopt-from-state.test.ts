import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ECRClient, PutLifecyclePolicyCommand } from "@aws-sdk/client-ecr";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { Adoption } from "../support/adoption.ts";
import { imagesIn, pushImages } from "../support/images.ts";
import { ROOT, ROOT_WITHOUT_MODULE, WITH_COUNT, WITH_FOR_EACH } from "../support/old-modules.ts";
import { Playground } from "../support/playground.ts";
import { ecrClient, readBack } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf, type Terraform } from "../support/terraform.ts";

const BACKEND = "production/artos-postgres-eks-backend";
const FRONTEND = "production/frontend";

/** What keeps the repositories of the old modules as they are. */
const SAME: EnvironmentSettings = {
  environment: "production",
  maxImageCount: 20,
  enableCrossAccountAccess: true,
  crossAccountIds: ["222222222222"],
  tags: { Team: "platform" },
};

describeReal("what a module made", () => {
  let playground: Playground;
  let client: ECRClient;
  let adoption: Adoption;
  const adoptions: Adoption[] = [];

  beforeAll(async () => {
    playground = await Playground.open();
    client = ecrClient(playground.moto);
  });
  afterEach(() => playground.moto.reset());
  afterAll(async () => {
    for (const { project } of adoptions) project.remove();
    await playground?.close();
  });

  function begin(stacks: Record<string, EnvironmentSettings>): void {
    adoption = new Adoption(playground, stacks);
    adoptions.push(adoption);
  }

  async function oldProject(source = WITH_FOR_EACH): Promise<Terraform> {
    const terraform = playground.terraform(playground.folder());
    mkdirSync(terraform.file("old"));
    writeFileSync(terraform.file("old/main.tf"), source);
    writeFileSync(terraform.file("main.tf"), ROOT);
    await terraform.init();
    await terraform.plan();
    await terraform.apply();
    return terraform;
  }
  const showState = async (terraform: Terraform) =>
    adoption.project.write("old.json", await terraform.run("show", "-json"));

  it.each([
    ["for_each", WITH_FOR_EACH],
    ["count", WITH_COUNT],
  ])("moves over by the documented steps, each run twice, with %s", async (_, source) => {
    const old = await oldProject(source);
    const images = await pushImages(playground.moto);
    begin({ production: SAME });
    const state = await showState(old);

    expect(await adoption.foundSettings("--state", state)).toEqual(SAME);
    const first = await adoption.json("adopt", "production", "--state", state);
    const again = await adoption.json("adopt", "production", "--state", state);
    expect(again).toEqual(first);
    const { code, findings, changes } = await adoption.check();
    expect({ code, findings }).toEqual({ code: 0, findings: [] });
    expect(Object.keys(changes)).toHaveLength(9);
    expect(new Set(Object.values(changes))).toEqual(new Set(["imported"]));
    await adoption.deploy();
    expect(await adoption.deploy()).toEqual({});
    expect(actionsOf(await old.plan()), "between the steps").toEqual({});

    const release = join(adoption.project.stackFolder("production"), "release.sh");
    const held = (await old.run("state", "list")).split("\n").find((line) => /this/.test(line));
    await old.run("state", "rm", held ?? ""); // interrupted after the first
    expect(await adoption.script(release, old.folder)).toMatchObject({ code: 0 });
    expect(await adoption.script(release, old.folder)).toMatchObject({ code: 0 });
    writeFileSync(old.file("main.tf"), ROOT_WITHOUT_MODULE);
    expect(actionsOf(await old.plan())).toEqual({});
    expect(await old.run("state", "list")).toBe("terraform_data.other\n");
    expect(actionsOf(await adoption.stack().plan())).toEqual({});
    expect(await imagesIn(playground.moto)).toEqual(images);
  });

  it("moves over by commands, for Terraform before 1.5", async () => {
    const old = await oldProject();
    const images = await pushImages(playground.moto);
    begin({ production: SAME });
    const state = await showState(old);
    await adoption.tool("adopt", "production", "--state", state, "--script");
    const terraform = adoption.stack();
    await terraform.init();
    const adopt = join(terraform.folder, "adopt.sh");
    const adopted = await adoption.script(adopt, terraform.folder);
    expect(adopted.code, adopted.stderr).toBe(0);
    await terraform.run("state", "rm", "aws_ecr_repository.celery"); // interrupted
    expect(await adoption.script(adopt, terraform.folder)).toMatchObject({ code: 0 });
    expect(Object.values(actionsOf(await terraform.plan())).join()).not.toContain("delete");
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
    expect(await imagesIn(playground.moto)).toEqual(images);
  });

  it("moves under modules/ecr in the same root module", async () => {
    const old = await oldProject();
    const images = await pushImages(playground.moto);
    begin({ production: SAME });
    const state = await showState(old);
    const { stdout } = await adoption.tool(
      "adopt-module",
      "production",
      "module.ecr",
      "--state",
      state,
    );
    const ours = playground.root({}).file("modules");
    const module = `module "ecr" {
source                      = "${ours}/ecr"
environment                 = "production"
max_image_count             = 20
enable_cross_account_access = true
cross_account_ids           = ["222222222222"]
tags                        = { Team = "platform" }
}
`;
    writeFileSync(old.file("main.tf"), ROOT_WITHOUT_MODULE + module);
    writeFileSync(old.file("moved.tf"), stdout);
    await old.init();
    expect(actionsOf(await old.plan())).toEqual({});
    await old.apply();
    const addresses = await old.run("state", "list");
    expect(addresses).toContain("module.ecr.aws_ecr_repository.backend\n");
    expect(addresses).not.toContain("this[");
    expect(await imagesIn(playground.moto)).toEqual(images);
  });

  it.each([
    ["removed blocks", []],
    ["commands", ["--script"]],
  ])("keeps policies that modules/ecr cannot write, by %s", async (_, options) => {
    const old = await oldProject(
      WITH_FOR_EACH.replace("countNumber = 20", 'countNumber = each.key == "backend" ? 30 : 20')
        .replace("AWS = ", "Service = ")
        .replace("arn:aws:iam::222222222222:root", "lambda.amazonaws.com"),
    );
    const images = await pushImages(playground.moto);
    const before = await readBack(playground.moto);
    begin({ production: SAME });
    const state = await showState(old);
    const { stdout, stderr } = await adoption.tool(
      "adopt-module",
      "production",
      "module.ecr",
      "--state",
      state,
      ...options,
    );
    expect(stderr).toContain(
      `${BACKEND}: lifecycle policy, rule 1: images expire, all but the newest 30`,
    );
    expect(stderr).toContain(
      `${FRONTEND}: repository policy, statement "AllowCrossAccountPull": lambda`,
    );

    const printed = stdout.match(/^# {3}\w+ += .*$/gm)?.map((line) => line.slice(1)) ?? [];
    expect(printed).toHaveLength(3);
    const ours = playground.root({}).file("modules");
    const module = `module "ecr" {
  source      = "${ours}/ecr"
  environment = "production"
  tags        = { Team = "platform" }
${printed.join("\n")}
}
`;
    writeFileSync(old.file("main.tf"), ROOT_WITHOUT_MODULE + module);
    writeFileSync(old.file(options.length === 0 ? "moved.tf" : "move.sh"), stdout);
    await old.init();
    if (options.length > 0) {
      expect(await adoption.script(old.file("move.sh"), old.folder)).toMatchObject({ code: 0 });
    }
    const actions = Object.values(actionsOf(await old.plan()));
    expect(actions).toEqual(options.length === 0 ? Array(6).fill("forget") : []);
    await old.apply();
    expect(actionsOf(await old.plan())).toEqual({});
    expect(await old.run("state", "list")).not.toContain("policy");
    expect(await readBack(playground.moto)).toEqual(before);
    expect(await imagesIn(playground.moto)).toEqual(images);
  });

  it("is adopted after drift, and put right in place: what expires by that is reported", async () => {
    const old = await oldProject();
    await client.send(
      new PutLifecyclePolicyCommand({
        repositoryName: FRONTEND,
        lifecyclePolicyText: JSON.stringify({
          rules: [
            {
              rulePriority: 1,
              selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 99 },
              action: { type: "expire" },
            },
          ],
        }),
      }),
    );
    const images = await pushImages(playground.moto, 22);
    begin({ production: SAME });
    await adoption.tool("adopt", "production", "--state", await showState(old));
    expect(await adoption.check()).toMatchObject({
      code: 1,
      findings: ["expire:aws_ecr_lifecycle_policy.frontend 2"],
    });
    await adoption.deploy();
    expect(actionsOf(await adoption.stack().plan())).toEqual({});
    expect(await imagesIn(playground.moto)).toEqual(images);
  });
});
