import { writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { Playground } from "../support/playground.ts";
import { readBack } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf, Terraform } from "../support/terraform.ts";

const PROVIDER = 'provider "aws" {\n  region = "us-east-1"\n}\n';

describeReal("modules/ecr on real Terraform", () => {
  let playground: Playground;

  beforeAll(async () => {
    playground = await Playground.open();
  });
  afterEach(() => playground.moto.reset());
  afterAll(() => playground?.close());

  const plannedBy = async (main: string) => {
    const terraform = playground.root({ "main.tf": PROVIDER + main });
    await terraform.init();
    return terraform;
  };

  const messageOf = async (argumentsOfModule: string) => {
    const terraform = await plannedBy(`
      module "ecr" {
        source = "./modules/ecr"
        ${argumentsOfModule}
      }`);
    const { code, stderr } = await terraform.try("plan", "-no-color");
    expect(code).toBe(1);
    return oneLine(stderr);
  };

  it("passes its own terraform test files", async () => {
    const terraform = playground.copyOf("modules/ecr");
    await terraform.init();
    expect(await terraform.run("test", "-no-color")).toMatch(
      /Success! [1-9][0-9]* passed, 0 failed/,
    );
  });

  it("works with count, for_each, depends_on and providers", async () => {
    const { folder } = await plannedBy(`
      provider "aws" {
        alias  = "west"
        region = "us-west-2"
      }
      resource "aws_kms_key" "first" {}
      module "counted" {
        source      = "./modules/ecr"
        count       = 2
        environment = "counted-\${count.index}"
      }
      module "each" {
        source          = "./modules/ecr"
        for_each        = toset(["a", "b"])
        environment     = "each-\${each.key}"
        max_image_count = 3
      }
      module "west" {
        source                      = "./modules/ecr"
        environment                 = "west"
        enable_cross_account_access = true
        cross_account_ids           = ["111111111111"]
        providers                   = { aws = aws.west }
        depends_on                  = [aws_kms_key.first]
      }
      output "urls" {
        value = [
          module.counted[1].repository_urls.frontend,
          module.each["b"].repository_names.frontend,
          module.west.registry_url,
        ]
      }`);
    // The resident provider has one configuration; two regions need one each. They start anew for
    // each command, so there are few.
    const terraform = new Terraform(folder, playground.coldEnv());
    await terraform.init();
    await terraform.run("apply", "-auto-approve", "-no-color");
    const { code, stdout } = await terraform.try("plan", "-detailed-exitcode", "-no-color");
    expect(code, stdout).toBe(0); // No changes.
    expect((await terraform.outputs()).urls).toEqual([
      "123456789012.dkr.ecr.us-east-1.amazonaws.com/counted-1/frontend",
      "each-b/frontend",
      "123456789012.dkr.ecr.us-west-2.amazonaws.com",
    ]);
    expect(Object.keys(await readBack(playground.moto))).toHaveLength(12);
    expect(Object.keys(await readBack(playground.moto, "us-west-2"))).toHaveLength(3);
  });

  it("takes a key, tag values and account ids that are known only at apply", async () => {
    const terraform = await plannedBy(`
      resource "aws_kms_key" "ecr" {}
      resource "terraform_data" "account" {
        input = "111111111111"
      }
      module "ecr" {
        source                      = "./modules/ecr"
        environment                 = "late"
        encryption_type             = "KMS"
        kms_key_arn                 = aws_kms_key.ecr.arn
        enable_cross_account_access = true
        cross_account_ids           = [terraform_data.account.output]
        tags                        = { Key = aws_kms_key.ecr.key_id }
      }`);
    await terraform.plan();
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
    const repository = (await readBack(playground.moto))["late/frontend"];
    expect(repository?.encryption.key).toContain(`key/${repository?.tags.Key}`);
    expect(repository?.repositoryPolicy).toMatchObject({
      Statement: [{ Principal: { AWS: ["arn:aws:iam::111111111111:root"] } }],
    });
  });

  it("keeps every repository at its address when other settings change", async () => {
    const module = (settings: string) => `
      module "ecr" {
        source      = "./modules/ecr"
        environment = "stable"
        ${settings}
      }`;
    const terraform = await plannedBy(module(""));
    await terraform.plan();
    await terraform.apply();
    const changed = playground.root({
      "main.tf":
        PROVIDER +
        module(`
          scan_on_push                = false
          image_tag_mutability        = "MUTABLE"
          max_image_count             = 7
          enable_cross_account_access = true
          cross_account_ids           = ["111111111111"]
          create_thirdparty_repos     = true
          tags                        = { Team = "platform" }`),
    });
    await changed.init();
    const plan = await changed.plan(`-state=${terraform.file("terraform.tfstate")}`);
    const actions = Object.entries(actionsOf(plan));
    expect(actions.filter(([, action]) => action.includes("delete"))).toEqual([]);
    expect(actions.filter(([, action]) => action === "update").map(([address]) => address)).toEqual(
      ["backend", "celery", "frontend"].map((name) => `module.ecr.aws_ecr_repository.${name}`),
    );
  });

  it("refuses a bad value and names the setting, the value and the rule", async () => {
    const message = await messageOf(`
      environment       = "Production"
      max_image_count   = 1001
      cross_account_ids = ["123456789012", "12"]`);
    expect(message).toContain('var.environment is "Production"');
    expect(message).toContain("The environment must be lower-case letters and digits");
    expect(message).toContain("var.max_image_count is 1001");
    expect(message).toContain("The max_image_count must be null or a whole number from 0 to 1000");
    expect(message).toContain('cross_account_ids = ["123456789012", "12"]');
    expect(message).toContain("Each of cross_account_ids must be 12 digits");
  });

  it("refuses more accounts than a repository policy holds", async () => {
    const message = await messageOf(`
      environment                 = "production"
      enable_cross_account_access = true
      cross_account_ids           = [for n in range(305) : format("%012d", n)]`);
    expect(message).toContain("cross_account_ids has 305 accounts: must be at most 304 in aws");
  });

  it("refuses more accounts than the partition allows, once it knows the partition", async () => {
    const root = (access: string) => `
      provider "aws" {
        region = "cn-north-1"
      }
      module "ecr" {
        source      = "./modules/ecr"
        environment = "production"
        ${access}
      }`;
    const terraform = playground.root({ "main.tf": root("") });
    await terraform.init();
    await terraform.plan();
    await terraform.apply();
    const access = `
        enable_cross_account_access = true
        cross_account_ids           = [for n in range(279) : format("%012d", n)]`;
    writeFileSync(terraform.file("main.tf"), root(access));
    const { code, stderr } = await terraform.try("plan", "-no-color");
    expect(code).toBe(1);
    expect(oneLine(stderr)).toContain("cross_account_ids has 279 accounts: must be at most 304");
    writeFileSync(terraform.file("main.tf"), root(access.replace("279", "278")));
    expect(Object.keys(actionsOf(await terraform.plan()))).toHaveLength(3);
  });

  it("refuses KMS without a key", async () => {
    const message = await messageOf(`
      environment     = "production"
      encryption_type = "KMS"`);
    expect(message).toContain(
      'local.kms_key_problem is "kms_key_arn is null: must be the ARN of a key if the encryption type is KMS (the ECR module\'s document, Encryption)"',
    );
    expectShortExpression(message);
  });

  it("refuses a key with AES256", async () => {
    const key = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";
    const message = await messageOf(`
      environment = "production"
      kms_key_arn = "${key}"`);
    expect(message).toContain(
      `local.kms_key_problem is "kms_key_arn is ${key}: must be null if the encryption type is AES256 (`,
    );
    expectShortExpression(message);
  });
});

/** Terraform shows the failing expression before its message: no more than a line or two. */
function expectShortExpression(message: string): void {
  expect(message.indexOf("kms_key_arn is")).toBeLessThan(300);
}

/** Terraform's message without its frame and line breaks. */
function oneLine(message: string): string {
  return message.replace(/[\s│]+/g, " ");
}
