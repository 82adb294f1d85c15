import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { moduleFiles } from "../../generator/ecr-files.ts";
import { DOCUMENTED_REPOSITORIES } from "../../settings/documented-repositories.ts";
import type { RepositorySettings } from "../../settings/repository-settings.ts";
import { CLEAN_ENV } from "../support/environment.ts";
import { imagesIn, pushImages } from "../support/images.ts";
import { Playground } from "../support/playground.ts";
import { run } from "../support/processes.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf, type Terraform } from "../support/terraform.ts";

const ROOT = `
provider "aws" {
  region = "us-east-1"
}

module "ecr" {
  source                      = "./modules/ecr"
  environment                 = "production"
  max_image_count             = 5
  enable_cross_account_access = true
  cross_account_ids           = ["111111111111"]
}
`;
const RENAMED = DOCUMENTED_REPOSITORIES.map((image) =>
  image.component === "frontend" ? { ...image, component: "web" } : image,
);

/** What the module's page says to do, in the language of its code block. */
function documented(language: string): string {
  const page = readFileSync("modules/ecr/README.md", "utf8");
  const section = page.slice(page.indexOf("## Move to a new major version"));
  return section.match(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``))?.[1] ?? "";
}

describeReal("a call of the modules/ecr of the version before", () => {
  let playground: Playground;
  let terraform: Terraform;
  let images: Record<string, string[]>;
  beforeAll(async () => {
    playground = await Playground.open();
  });
  beforeEach(async () => {
    terraform = playground.root({ "main.tf": ROOT });
    await terraform.init();
    await terraform.plan();
    await terraform.apply();
    images = await pushImages(playground.moto);
    expect(Object.keys(images)).toHaveLength(3);
  });
  afterEach(() => playground.moto.reset());
  afterAll(() => playground?.close());

  async function takeNewVersion(catalogue: readonly RepositorySettings[]): Promise<void> {
    for (const [name, content] of moduleFiles("1.0.0", catalogue)) {
      writeFileSync(terraform.file(`modules/ecr/${name}`), content);
    }
    await terraform.init();
  }
  const shell = (script: string) =>
    run("sh", ["-ec", script], {
      cwd: terraform.folder,
      env: { ...CLEAN_ENV, ...terraform.env },
    });
  async function expectMoved(): Promise<void> {
    const actions = actionsOf(await terraform.plan());
    expect(actions).toEqual({ "module.ecr.aws_ecr_repository.web": "update" });
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
    const addresses = await terraform.run("state", "list");
    expect(addresses).toContain("module.ecr.aws_ecr_repository_policy.web[0]\n");
    expect(addresses).not.toContain("frontend");
    expect(await imagesIn(playground.moto)).toEqual(images);
  }

  it("keeps a renamed component by the documented moved blocks", async () => {
    await takeNewVersion(RENAMED);
    expect(actionsOf(await terraform.plan()), "without them").toMatchObject({
      "module.ecr.aws_ecr_repository.frontend": "delete",
      "module.ecr.aws_ecr_repository.web": "create",
    });
    writeFileSync(terraform.file("moved.tf"), documented("hcl"));
    await expectMoved();
  });

  it("keeps it by the documented commands, for Terraform 1.0", async () => {
    await takeNewVersion(RENAMED);
    const moved = await shell(documented("sh"));
    expect(moved.code, moved.stderr).toBe(0);
    await expectMoved();
  });

  it("keeps it in each instance of a call with for_each", async () => {
    const each = ROOT.replace("environment ", 'for_each = toset(["eu"])\n  environment ');
    writeFileSync(terraform.file("main.tf"), each);
    await terraform.run("state", "mv", "module.ecr", 'module.ecr["eu"]');
    expect(actionsOf(await terraform.plan())).toEqual({});
    await takeNewVersion(RENAMED);
    const inInstance = documented("hcl").replaceAll("module.ecr.", 'module.ecr["eu"].');
    writeFileSync(terraform.file("moved.tf"), inInstance);
    expect(actionsOf(await terraform.plan())).toEqual({
      'module.ecr["eu"].aws_ecr_repository.web': "update",
    });
  });

  it.each([
    [
      "gets another name",
      RENAMED.map((image) =>
        image.component === "web" ? { ...image, component: "frontend", name: "web" } : image,
      ),
    ],
    ["is dropped", RENAMED.filter(({ component }) => component !== "web")],
  ])("keeps the images of a component that %s, outside of Terraform", async (_, catalogue) => {
    await takeNewVersion(catalogue);
    expect(Object.values(actionsOf(await terraform.plan())).join()).toContain("delete");
    for (const type of ["repository", "lifecycle_policy", "repository_policy"]) {
      await terraform.run("state", "rm", `module.ecr.aws_ecr_${type}.frontend`);
    }
    const actions = actionsOf(await terraform.plan());
    expect(Object.values(actions).filter((action) => action !== "create")).toEqual([]);
    await terraform.apply();
    expect(await imagesIn(playground.moto)).toEqual(expect.objectContaining(images));
  });
});
