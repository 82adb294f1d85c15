import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { App } from "cdktf";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { EnvironmentStack } from "../../stacks/environment-stack.ts";
import { EVERY_PULL, EVERY_PUSH, OTHER } from "../support/access.ts";
import { MOTO_ACCOUNT } from "../support/moto.ts";
import { Playground } from "../support/playground.ts";
import { readBack } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { recipes, stackOfRecipes } from "../support/recipes.ts";
import { reviewFile } from "../support/reviews.ts";
import { actionsOf, type Terraform } from "../support/terraform.ts";

const STATEMENT = {
  Sid: "Own",
  Effect: "Allow",
  Principal: "*",
  Action: ["ecr:ListImages", "ecr:Describe*"],
  Condition: {
    StringEquals: {
      "aws:PrincipalOrgID": "o-a1b2c3d4e5",
      "aws:PrincipalTag/team": "${aws:ResourceTag/team}",
    },
  },
};
const OWN_POLICY = {
  Version: "2012-10-17",
  Statement: [{ ...STATEMENT, Sid: "Kept", Effect: "Deny" }],
};
const SETTINGS: EnvironmentSettings = {
  environment: "qa",
  accountId: MOTO_ACCOUNT,
  preventDestroy: false,
  enableCrossAccountAccess: true,
  crossAccountIds: ["444444444444"],
  pull: { ...EVERY_PULL, lambdaAccountIds: [MOTO_ACCOUNT, OTHER] },
  push: EVERY_PUSH,
  policyStatements: [STATEMENT],
  repositories: [
    { component: "all", name: "all", purpose: "Every kind of grant", openToEveryAwsAccount: true },
    {
      component: "none",
      name: "none",
      purpose: "None",
      crossAccountIds: [],
      pull: {},
      push: {},
      policyStatements: [],
    },
    { component: "own", name: "own", purpose: "Its own policy", repositoryPolicy: OWN_POLICY },
  ],
};

const sidsOf = (policy: unknown) =>
  (policy as { Statement: { Sid: string }[] }).Statement.map(({ Sid }) => Sid);

describeReal("access on real Terraform", () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await Playground.open();
  });
  afterEach(() => playground.moto.reset());
  afterAll(() => playground?.close());

  /** Terraform in a stack of an app, which is written now. */
  async function written(app: App, id: string): Promise<Terraform> {
    app.synth();
    const terraform = playground.terraform(join(app.outdir, "stacks", id));
    writeFileSync(
      terraform.file("override.tf.json"),
      JSON.stringify({ terraform: { backend: { local: { path: "test.tfstate" } } } }),
    );
    await terraform.init();
    return terraform;
  }

  it("of every kind is applied, read back, planned without a change, and destroyed", async () => {
    const terraform = playground.stack(SETTINGS);
    await terraform.init();
    await terraform.plan();
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});

    const { "qa/all": all, "qa/none": none, "qa/own": own } = await readBack(playground.moto);
    expect(sidsOf(all?.repositoryPolicy)).toEqual([
      "AllowCrossAccountPull",
      "AllowPull",
      "AllowOrganizationPull",
      "AllowOrganizationPathPull",
      "CrossAccountPermission",
      "LambdaECRImageCrossAccountRetrievalPolicy",
      "LambdaECRImageRetrievalPolicy",
      "AllowServicePull",
      "AllowServicePull2",
      "AllowEveryAwsAccountPull",
      "AllowPush",
      "AllowOrganizationPush",
      "AllowOrganizationPathPush",
      "AllowServicePush",
      "AllowServicePush2",
      "Own",
    ]);
    expect(all?.repositoryPolicy).toMatchObject({
      Statement: expect.arrayContaining([STATEMENT]),
    });
    expect(none?.repositoryPolicy).toBeUndefined();
    expect(own?.repositoryPolicy).toEqual(OWN_POLICY);

    await terraform.destroy();
    expect(await readBack(playground.moto)).toEqual({});
  });

  it("that goes is a finding of review, and that comes is none", async () => {
    const outdir = playground.folder();
    const terraform = playground.stack(SETTINGS, outdir);
    await terraform.init();
    await terraform.plan();
    await terraform.apply();
    const push = { ...EVERY_PUSH, accountIds: [], organizationIds: [] };
    playground.stack({ ...SETTINGS, push }, outdir);
    const { data: less } = await reviewFile(await terraform.plan());
    expect(less.findings).toHaveLength(1);
    expect(less.findings[0]?.reason).toMatch(
      /^account 111111111111 loses .*PutImage.*; organization o-a1b2c3d4e5 loses .*PutImage/,
    );
    await terraform.apply();
    playground.stack(SETTINGS, outdir);
    const { data: more } = await reviewFile(await terraform.plan());
    expect(more.findings).toEqual([]);
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
  });

  it("that code grants is one policy with that of the settings", async () => {
    const app = new App({ outdir: playground.folder() });
    const stack = new EnvironmentStack(app, "stack", { ...SETTINGS, policyStatements: [] });
    const role = new IamRole(stack, "ci", {
      name: "ci",
      assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
    });
    const repository = stack.imageRepository("none");
    repository.grantPush(role);
    repository.grantPull({ accountIds: [OTHER] });
    const terraform = await written(app, "stack");
    await terraform.plan();
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
    const { "qa/none": none } = await readBack(playground.moto);
    expect(none?.repositoryPolicy).toMatchObject({
      Statement: [
        { Sid: "AllowPull", Principal: { AWS: [`arn:aws:iam::${OTHER}:root`] } },
        { Sid: "AllowPush", Principal: { AWS: [`arn:aws:iam::${MOTO_ACCOUNT}:role/ci`] } },
      ],
    });
    await terraform.destroy();
    expect(await readBack(playground.moto)).toEqual({});
  });

  it("of the recipes in docs/access.md is applied, and planned without a change", async () => {
    const app = new App({ outdir: playground.folder() });
    stackOfRecipes(app);
    const terraform = await written(app, "production");
    await terraform.plan();
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
    const repositories = Object.values(await readBack(playground.moto));
    expect(repositories).toHaveLength(recipes().length);
    for (const { repositoryPolicy } of repositories) expect(repositoryPolicy).toBeDefined();
  });
});
