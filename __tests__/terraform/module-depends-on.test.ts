import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Playground } from "../support/playground.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf } from "../support/terraform.ts";

const SETTINGS = `
  source                      = "./modules/ecr"
  encryption_type             = "KMS"
  kms_key_arn                 = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012"
  max_image_count             = 5
  enable_cross_account_access = true
  cross_account_ids           = ["111111111111"]
  depends_on                  = [terraform_data.dependency]`;

/** Calls of the module that wait for a resource, and use its outputs. */
const rootWith = (input: string) => `
provider "aws" {
  region = "us-east-1"
}

resource "terraform_data" "dependency" {
  input = "${input}"
}

module "single" {${SETTINGS}
  environment             = "single"
  create_thirdparty_repos = true
}

module "counted" {${SETTINGS}
  count       = 2
  environment = "counted-\${count.index}"
}

module "each" {${SETTINGS}
  for_each    = toset(["a", "b"])
  environment = "each-\${each.key}"
}

resource "terraform_data" "user" {
  triggers_replace = [module.single, module.counted, module.each]
}
`;

describeReal("modules/ecr with depends_on", () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await Playground.open();
  });
  afterAll(() => playground?.close());

  // Terraform reads data sources late in a module whose dependency changes: nothing may need them.
  it("plans no change when a dependency changes, neither of its own nor of who uses it", async () => {
    const terraform = playground.root({ "main.tf": rootWith("before") });
    await terraform.init();
    const created = Object.keys(actionsOf(await terraform.plan()));
    expect(created.filter((address) => address.includes(".aws_ecr_repository."))).toHaveLength(19);
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});

    writeFileSync(terraform.file("main.tf"), rootWith("after"));
    expect(actionsOf(await terraform.plan())).toEqual({ "terraform_data.dependency": "update" });
  });
});
