import { afterAll, beforeAll, expect, it } from "vitest";
import { stayOffline } from "../../cli/review/ecr-answers.ts";
import type { EnvironmentSettings } from "../../settings/environment-settings.ts";
import { judge } from "../support/plans.ts";
import { Playground } from "../support/playground.ts";
import { readBack } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf } from "../support/terraform.ts";

const SETTINGS: EnvironmentSettings = {
  environment: "qa",
  encryptionType: "KMS",
  kmsKey: {},
  preventDestroy: false,
  repositories: [{ component: "api", name: "api", purpose: "API" }],
};

describeReal("kmsKey", () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await Playground.open();
  });
  afterAll(() => playground?.close());

  it("makes the key that encrypts, and review finds a plan without it", async () => {
    const outdir = playground.folder();
    const terraform = playground.stack(SETTINGS, outdir);
    await terraform.init();
    await terraform.plan();
    await terraform.apply();
    expect(actionsOf(await terraform.plan())).toEqual({});
    const { encryption } = (await readBack(playground.moto))["qa/api"] ?? {};
    expect(encryption).toEqual({
      type: "KMS",
      key: expect.stringMatching(/^arn:aws:kms:us-east-1:123456789012:key\//),
    });

    const kmsKeyArn = encryption?.key ?? "";
    const without = playground.stack({ ...SETTINGS, kmsKey: null, kmsKeyArn }, outdir);
    const plan = await without.plan();
    expect(actionsOf(plan)).toEqual({
      "aws_kms_alias.ecr": "delete",
      "aws_kms_key.ecr": "delete",
    });
    const { findings } = await judge(plan as never, stayOffline());
    expect(findings).toMatchObject([
      { kind: "key", address: "aws_kms_key.ecr", repository: "qa/api" },
    ]);
    await playground.stack(SETTINGS, outdir).destroy();
    expect(await readBack(playground.moto)).toEqual({});
  });
});
